"""What happens in workbooks that are open on somebody's screen, by way of xlwings' public interface only."""
