"""Live checks of a scheme sheet that look beyond one cell, as worksheet conditions over the fields' names.

In a condition {x.cell} is this row's cell of field x, {x.column} its column, {x.above} the column down to
this row, {x.below} from this row on; {x.same} and {x.same_above} are arrays: where the column has this row's
text. {tiers[code]} is a column of another table, {basics[ends]} a basic fact. A pair is (wrong when, text).
A field with an error value makes its condition an error, which says nothing: the cell itself is told already.
"""

from __future__ import annotations

from collections.abc import Mapping

from dangjian_xl.scheme.check_forms import UNSCORED
from dangjian_xl.scheme.model import Aggregation, FormKind, ItemKind, Level, Scope

_Checks = tuple[tuple[str, str], ...]


def _given(field: str) -> str:
    return f'TRIM({{{field}.cell}})<>""'


def _no(condition: str, field: str, where: str) -> str:
    """Whether no row elsewhere has this row's field in column `where` (and the condition, if any)."""
    also = f",--({condition})" if condition else ""
    return f"AND({_given(field)},SUMPRODUCT(--EXACT(TRIM({{{field}.cell}}),TRIM({where})){also})=0)"


def _sum_of_weights(group: str, what: str, *, unless: str) -> tuple[str, str]:
    """Told once a group, on its first row, as in Python."""
    total = f"SUMPRODUCT(--{{{group}.same}},{{weight.column}})"
    first = f"SUMPRODUCT(--{{{group}.same_above}})=1"
    wrong = f"AND({_given(group)},{first},ABS({total}-100)>1E-6,NOT({unless}))"
    return wrong, f'"{what}合计"&ROUND({total},4)&"，应为100"'


def _level_weights() -> tuple[str, str]:
    """The same for the components of a tier that the college runs, and for those that its units run."""
    unit = f'({{level.column}}="{Level.UNIT}")'
    same = f'--{{tier.same}},--({unit}=({{level.cell}}="{Level.UNIT}"))'
    above = f'--{{tier.same_above}},--(({{level.above}}="{Level.UNIT}")=({{level.cell}}="{Level.UNIT}"))'
    total = f"SUMPRODUCT({same},{{weight.column}})"
    wrong = f"AND({_given('tier')},SUMPRODUCT({above})=1,ABS({total}-100)>1E-6)"
    return wrong, f'"本层面权重合计"&ROUND({total},4)&"，应为100"'


def _outside(field: str) -> str:
    day = f"{{{field}.cell}}"
    window = f"COUNT({day},{{basics[starts]}},{{basics[ends]}})=3,{{basics[starts]}}<={{basics[ends]}}"
    return f"AND({window},OR({day}<{{basics[starts]}},INT({day})>{{basics[ends]}}))"


_FULL = "SUMPRODUCT(--EXACT(TRIM({code.cell}),TRIM({items[form]})),{items[full]})"
_HAS_TIER = '{organisations[tier]}<>""'
_NOT_A_TARGET = (_no(_HAS_TIER, "target", "{organisations[code]}"), '"该党组织不参加考核"')
_ON_BALLOT = f'--EXACT(TRIM({{form.cell}}),TRIM({{forms[code]}})),--({{forms[kind]}}="{FormKind.BALLOT}")'
#: Whether the item stands on a form that judges nothing: no full marks, no unit.
_UNSCORED = (
    "SUMPRODUCT(--EXACT(TRIM({form.cell}),TRIM({forms[code]})),"
    + "+".join(f'({{forms[kind]}}="{kind}")' for kind in sorted(UNSCORED))
    + ")>0"
)
_WITH_UNIT = f'OR({{kind.cell}}="{ItemKind.DEDUCTION}",{{kind.cell}}="{ItemKind.COUNT}")'
_SUBORDINATES = f'--({{panels[scope]}}="{Scope.SUBORDINATES}")'
_BY_SUPERIOR = f"--EXACT(TRIM({{group.cell}}),TRIM({{panels[group]}})),{_SUBORDINATES}"
_HOME = "--EXACT(TRIM({target.cell}),TRIM({raters[organisation]}))"
_OWN = f"--EXACT(TRIM({{rater.cell}}),TRIM({{raters[code]}})),{_HOME}"

_IN_GROUP = "--EXACT(TRIM({code.cell}),TRIM({raters[group]}))"
#: How many ballots without names the panel's group has.
_BALLOTS = "SUMPRODUCT(--EXACT(TRIM({group.cell}),TRIM({groups[code]})),{groups[ballots]})"

_OF_COMPONENT = "SUMPRODUCT(--EXACT(TRIM({component.cell}),TRIM({components[code]})),{components[weight]})"
_WATCHED = "SUMPRODUCT(--EXACT(TRIM({component.cell}),TRIM({preconditions[component]})))"
#: Whether a panel's component is only collected: none of it has a weight, nor does any precondition look at it.
_COLLECTED = f"AND(SUMPRODUCT(--{{component.same}},{{weight.column}})=0,{_OF_COMPONENT}=0,{_WATCHED}=0)"

#: By the `Scheme` field of the table; "basics" are those of the row 结束日期.
CROSSCHECKS: Mapping[str, _Checks] = {
    "basics": (
        ("AND(COUNT({starts.cell},{ends.cell})=2,{ends.cell}<{starts.cell})", '"结束日期早于开始日期"'),
    ),
    "tiers": (
        (_no("", "code", "{organisations[tier]}"), '"没有党组织参加"'),
        (_no("", "code", "{components[tier]}"), '"没有评价环节"'),
    ),
    "organisations": (
        (f'AND({_given("tier")},TRIM({{secretary.cell}}&{{deputy.cell}})="")', '"书记和副书记都没有填"'),
        (
            f"AND({_given('superior')},EXACT(TRIM({{superior.cell}}),TRIM({{code.cell}})))",
            '"上级组织不能是自己"',
        ),
    ),
    "groups": (
        (f"AND(N({{ballots.cell}})>0,SUMPRODUCT({_IN_GROUP})>0)", '"匿名的主体不在“评价人”表里登记人"'),
    ),
    "raters": (
        (f"AND({_given('name')},SUMPRODUCT(--{{name.same_above}})>1)", '"评价人与前面的行重名"'),
        (f'AND(SUMPRODUCT({_BY_SUPERIOR})>0,TRIM({{organisation.cell}})="")', '"未填：所在组织"'),
    ),
    "components": (
        _level_weights(),
        (_no("", "code", "{panels[component]}"), '"没有评价安排"'),
        (_outside("deadline"), '"截止日期不在考核起止日期内"'),
    ),
    "panels": (
        _sum_of_weights("component", "本环节权重", unless=_COLLECTED),
        (f"AND({_no('', 'group', '{raters[group]}')},{_BALLOTS}=0)", '"该评价主体没有评价人"'),
        (f'AND({_given("scope")},{{scope.cell}}<>"{Scope.ALL}",{_BALLOTS}>0)', '"匿名票只能评全部对象"'),
        (
            f'AND({{aggregation.cell}}="{Aggregation.TRIMMED}",{{trim_above.cell}}="")',
            '"未填：多于几张才去高低"',
        ),
    ),
    "forms": (
        (_no("", "code", "{items[form]}"), '"没有指标"'),
        (
            f"AND({_given('code')},ISNUMBER({{total.cell}}),ABS({_FULL}-{{total.cell}})>1E-6)",
            f'"各项满分合计"&ROUND({_FULL},4)&"，与满分合计不符"',
        ),
    ),
    "items": (
        (
            f'AND({_given("kind")},{{kind.cell}}<>"{ItemKind.TEXT}",N({{full.cell}})=0,NOT({_UNSCORED}))',
            '"未填：满分"',
        ),
        (
            f'AND({{full.cell}}<>"",OR({{kind.cell}}="{ItemKind.TEXT}",{_UNSCORED}))',
            '"此项不计分，满分应留空"',
        ),
        (
            f"AND({_WITH_UNIT},N({{unit.cell}})=0,NOT({_UNSCORED}))",
            '"未填：每次扣分／要求次数"',
        ),
        (
            f'AND({_given("kind")},{{kind.cell}}<>"{ItemKind.GRADE}",SUMPRODUCT({_ON_BALLOT})>0)',
            '"测评票只能用“等次”"',
        ),
    ),
    "grades": (
        ('AND(ISNUMBER({lower.cell}),COUNTIF({lower.above},"<="&{lower.cell})>1)', '"下限分应低于上一等次"'),
        ('AND({lower.cell}<>0,SUMPRODUCT(--(TRIM({name.below})<>""))=1)', '"最后一个等次的下限分应为0"'),
        ("N({lower.cell})>100", '"下限分超过100，永远达不到"'),
        (
            "AND(COUNT({lower.cell},{basics[total_cap]})=2,{lower.cell}<=100,{lower.cell}>{basics[total_cap]})",
            '"下限分高于总分上限，永远达不到"',
        ),
        (
            "AND(ISNUMBER({upper.cell}),COUNT({lower.above})>1,{upper.cell}<>SMALL({lower.above},2))",
            '"上限分应等于上一等次的下限分"',
        ),
        (
            f'AND({_given("name")},{{points.cell}}="",SUMPRODUCT(--({{items[kind]}}="{ItemKind.GRADE}"))>0)',
            '"未填：测评票分值"',
        ),
    ),
    "inspection_rules": (
        ("AND(COUNT({first.cell},{last.cell})=2,{last.cell}<{first.cell})", '"最晚日期早于最早日期"'),
        (_outside("first"), '"最早日期不在考核起止日期内"'),
        (_outside("last"), '"最晚日期不在考核起止日期内"'),
    ),
    "exclusions": (_NOT_A_TARGET,),
    "past_visits": (),
    "sessions": (
        ('({break_after.cell}="")<>({break_minutes.cell}="")', '"休息的两格应都填或都不填"'),
        (_outside("day"), '"日期不在考核起止日期内"'),
    ),
    "report_rules": (('({penalty_kind.cell}="")<>({penalty.cell}="")', '"减分的两格应都填或都不填"'),),
    "stages": (
        ("AND(COUNT({starts.cell},{ends.cell})=2,{ends.cell}<{starts.cell})", '"截止日期早于开始日期"'),
        (_outside("starts"), '"开始日期不在考核起止日期内"'),
        (_outside("ends"), '"截止日期不在考核起止日期内"'),
    ),
    "settings": (),
    "past_problems": (_NOT_A_TARGET,),
    "veto_records": (_NOT_A_TARGET,),
    "adjustments": (_NOT_A_TARGET,),
    "visits": (
        _NOT_A_TARGET,
        (f"AND({_given('rater')},{_given('target')},SUMPRODUCT({_OWN})>0)", '"不能检查自己所在的组织"'),
        (_outside("day"), '"日期不在考核起止日期内"'),
    ),
}
