"""Workbooks: the office's files, taken in at the desk."""

from typing import Final

from api.capability import Capability, Place
from api.policy.act import Act
from domain.office import workbook

SEE_TODAY: Final = Act("desk.see", "看服务台今天的事", by=("coordinator",), in_node=True)
BRING: Final = Act("workbook.bring", "交来表格", by=("coordinator",))
TAKE_IN: Final = Act("workbook.take_in", "核对和导入表格", by=("coordinator", "supervisor"))

CAPABILITY: Final = Capability(
    name="workbook",
    model=(workbook,),
    pages=(
        "desk.today",
        "desk.office.importing",
        "desk.office.looking",
        "desk.office.taking_in",
    ),
    places=(
        Place(menu="site", rank=60, path="/desk", words="服务台", is_workplace=True),
        Place(menu="desk", rank=10, path="/desk", words="服务台", stands_alone=True),
        Place(menu="desk", rank=90, path="/desk/import", words="导入"),
        Place(menu="ledger", rank=80, path="/desk/import", words="导入"),
    ),
)
