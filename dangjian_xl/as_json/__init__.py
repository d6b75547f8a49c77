"""The objects that `--json` prints, for programs: README documents them. They compute nothing."""
