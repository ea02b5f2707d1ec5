"""Workbooks: the office's files, taken in at the desk."""

from typing import Final

from api.capability import Capability, Place
from domain.office import workbook

CAPABILITY: Final = Capability(
    name="workbook",
    model=(workbook,),
    pages=(
        "desk.today",
        "desk.office.importing",
    ),
    places=(
        Place(menu="site", rank=60, path="/desk", words="服务台", role="coordinator"),
        Place(menu="desk", rank=10, path="/desk", words="今日", stands_alone=True),
        Place(menu="desk", rank=90, path="/desk/import", words="导入"),
        Place(menu="ledger", rank=80, path="/desk/import", words="导入", role="supervisor"),
    ),
)
