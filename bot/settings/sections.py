"""What the operator sets. `config.example.toml` is the documentation: a test keeps both equal.

`reading` reads it, and says what must be mended. Paths are absolute here, secrets read from their files.
"""

from dataclasses import fields
from datetime import time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.values import (
    Address,
    DatabaseUrl,
    DeadlineLimit,
    Folder,
    Labels,
    Languages,
    Length,
    Secret,
    SecretFile,
    Side,
    Url,
    UserId,
    Zone,
)
from handlers.core.rules import Demand, Files, Periods, Rates, Reminding, Rules, StepUp
from handlers.core.rules import Matching as MatchingRules
from handlers.core.rules import Notices as NoticeRules
from handlers.law import corridors
from handlers.law.deadlines import CalendarDays
from handlers.law.deadlines import Limits as DeadlineLimits
from handlers.law.handling import Ceiling, Tlp
from handlers.times.working_hours import Quiet

_REMINDING, _MATCHING = Reminding(), MatchingRules()
ENV_PREFIX = "LIAISON_"
ENV_DELIMITER = "__"
_TELEGRAM = "https://api.telegram.org"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Storage(Section):
    url: DatabaseUrl = Field(default="sqlite:///var/liaison.db", repr=False)
    url_file: SecretFile = None
    key_file: Path = Path("var/data.key")
    data_key: Secret = None
    files: Path = Path("var/files")


class Matrix(Section):
    homeserver: Url = ""
    user_id: UserId = ""
    password: Secret = None
    password_file: SecretFile = None
    device_name: str = "Liaison"
    store: Path = Path("var/matrix")
    step_up: Demand = Demand.OFF

    @property
    def is_on(self) -> bool:
        return bool(self.homeserver)


class Telegram(Section):
    token: Secret = None
    token_file: SecretFile = None
    api_base: Url = _TELEGRAM
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: Url = ""
    webhook_listen: Address = "127.0.0.1:8443"
    webhook_secret: Secret = None
    webhook_secret_file: SecretFile = None
    messages_per_second: NonNegativeInt = 30
    ceiling: Tlp = Tlp.GREEN
    personal_data: bool = False
    step_up: Demand = Demand.OWN

    @property
    def is_on(self) -> bool:
        return self.token is not None

    @property
    def is_telegrams_own(self) -> bool:
        """Whether it is Telegram's server that is asked, and not one of the operator's."""
        return self.api_base.rstrip("/") == _TELEGRAM

    def most(self) -> Ceiling:
        """The most that may be shown there."""
        return Ceiling(self.ceiling, self.personal_data)


class Requests(Section):
    urgent_direct: DeadlineLimit = timedelta(hours=8)
    urgent_indirect: DeadlineLimit = CalendarDays(3)
    other: DeadlineLimit = CalendarDays(7)
    to_end_of_day: bool = False
    unseen: Length = _REMINDING.unseen
    warning: Length = _REMINDING.warning
    urgent_warning: Length = _REMINDING.urgent_warning
    late: tuple[Length, ...] = _REMINDING.late
    urgent_late: tuple[Length, ...] = _REMINDING.urgent_late
    again: Length = _REMINDING.again
    ring_first: Length = _REMINDING.ring_first
    ring_most: Length = _REMINDING.ring_most
    clarification: tuple[Length, ...] = _REMINDING.clarification
    confirm: Length = _REMINDING.confirm
    close: Length = _REMINDING.close

    def deadlines(self) -> DeadlineLimits:
        return DeadlineLimits(self.urgent_direct, self.urgent_indirect, self.other, self.to_end_of_day)


class Reminders(Section):
    snooze: Length = _REMINDING.snooze
    urgent_snooze: Length = _REMINDING.urgent_snooze
    quiet_from: time = time(20, 0)
    quiet_until: time = time(8, 0)
    quiet_weekends: bool = True
    quiet_holidays: bool = True
    waits: bool = True


class Notices(Section):
    approval_above: PositiveInt = 20
    remind_after: Length = timedelta(days=1)
    reminders: NonNegativeInt = 2
    before_meeting: tuple[Length, ...] = (timedelta(days=1), timedelta(hours=1))


class Matching(Section):
    of_officer: PositiveInt = _MATCHING.of_officer
    of_agency: PositiveInt = _MATCHING.of_agency
    at_once: PositiveInt = _MATCHING.at_once
    neighbours: PositiveInt = _MATCHING.neighbours
    agencies: PositiveInt = _MATCHING.agencies
    items: PositiveInt = _MATCHING.items
    first: Length = _MATCHING.first
    kept: Length = _MATCHING.kept


class Limits(Section):
    commands_per_minute: PositiveInt = 60
    lookups_per_hour: PositiveInt = 200
    wrong_codes: PositiveInt = 5
    wrong_codes_of_all: PositiveInt = 50
    wrong_codes_pause: Length = timedelta(hours=1)
    open_codes: PositiveInt = 50
    strangers_per_hour: PositiveInt = 30
    waiting_of_one: PositiveInt = 20
    waiting_of_strangers: PositiveInt = 2000
    step_up: Length = timedelta(minutes=15)
    max_text: PositiveInt = 20_000
    max_file: NonNegativeInt = 50_000_000
    max_time: Length = timedelta(seconds=10)
    files_per_hour: PositiveInt = 100
    file_bytes_per_hour: PositiveInt = 300_000_000
    file_bytes_per_day: PositiveInt = 1_000_000_000
    file_bytes_in_all: PositiveInt = 20_000_000_000
    invitation: Length = timedelta(days=7)
    link_code: Length = timedelta(minutes=10)
    vetting: Length = timedelta(days=365)
    vetting_warnings: tuple[Length, ...] = (timedelta(days=30), timedelta(days=7), timedelta(days=1))


class Corridor(Section):
    """`from_` and `to`: a country, a group of them, or "*" for all. `words`: by language."""

    from_: Side = Field(alias="from")
    to: Side
    personal_data: Literal["allow", "pointer", "deny"]
    basis: str = ""
    words: dict[str, str] = Field(default_factory=dict)

    def rule(self) -> corridors.Corridor:
        """As the gate takes it."""
        rule = corridors.Rule(self.personal_data)
        return corridors.Corridor(self.from_, self.to, rule, self.basis, self.words)


class Screening(Section):
    read_back: Literal["doubt", "always"] = "doubt"


class Retention(Section):
    drafts: Length = timedelta(days=14)
    buttons: Length = timedelta(days=30)
    items: Length = timedelta(days=180)
    items_warning: Length = timedelta(days=14)


class Service(Section):
    languages: Languages = ("en", "zh")
    zone: Zone = "UTC"
    operator_contact: str = ""
    scenarios: Folder = None
    metrics: Address = ""
    log: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    labels: Labels = Field(default_factory=dict)


SHIPPED_CORRIDORS = tuple(
    Corridor.model_validate(
        {
            "from": one.from_,
            "to": one.to,
            "personal_data": one.rule.value,
            "basis": one.basis,
            "words": one.words,
        }
    )
    for one in corridors.SHIPPED
)


class Settings(BaseSettings):
    """`LIAISON_MATRIX__PASSWORD` in the environment goes before `password` under `[matrix]` in the file."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)

    storage: Storage = Field(default_factory=Storage)
    matrix: Matrix = Field(default_factory=Matrix)
    telegram: Telegram = Field(default_factory=Telegram)
    requests: Requests = Field(default_factory=Requests)
    reminders: Reminders = Field(default_factory=Reminders)
    notices: Notices = Field(default_factory=Notices)
    matching: Matching = Field(default_factory=Matching)
    limits: Limits = Field(default_factory=Limits)
    corridors: tuple[Corridor, ...] = SHIPPED_CORRIDORS
    screening: Screening = Field(default_factory=Screening)
    retention: Retention = Field(default_factory=Retention)
    service: Service = Field(default_factory=Service)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 (their shape)
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)  # configfile has put the environment over the file already

    def rules(self) -> Rules:
        """What the handlers go by."""
        return Rules(
            rates=self._rates(),
            files=self._files(),
            periods=self._periods(),
            deadlines=self.requests.deadlines(),
            quiet=self._quiet(),
            reminding=self._reminding(),
            waits=self.reminders.waits,
            notices=NoticeRules(**dict(self.notices)),
            matching=MatchingRules(**dict(self.matching)),
            step_up=StepUp(
                {"matrix": self.matrix.step_up, "telegram": self.telegram.step_up}, self.limits.step_up
            ),
            max_text=self.limits.max_text,
            max_file=self.limits.max_file,
            max_time=self.limits.max_time,
            corridors=tuple(one.rule() for one in self.corridors),
            reads_back_all=self.screening.read_back == "always",
            languages=self.service.languages,
            operator_contact=self.service.operator_contact,
            service_zone=self.service.zone,
            scenarios=str(self.service.scenarios or ""),
            labels=self.service.labels,
        )

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.service.zone)

    def _rates(self) -> Rates:
        chosen = dict(self.limits)
        return Rates(**{field.name: chosen[field.name] for field in fields(Rates)})

    def _files(self) -> Files:
        limits = self.limits
        return Files(
            limits.files_per_hour,
            limits.file_bytes_per_hour,
            limits.file_bytes_per_day,
            limits.file_bytes_in_all,
        )

    def _periods(self) -> Periods:
        return Periods(
            invitation=self.limits.invitation,
            link_code=self.limits.link_code,
            vetting=self.limits.vetting,
            vetting_warnings=self.limits.vetting_warnings,
            closed=self.limits.wrong_codes_pause,
            draft=self.retention.drafts,
            offer=self.retention.buttons,
            review=self.retention.items,
            review_warning=self.retention.items_warning,
        )

    def _reminding(self) -> Reminding:
        chosen = dict(self.requests) | dict(self.reminders)
        return Reminding(
            **{field.name: chosen[field.name] for field in fields(Reminding) if field.name in chosen}
        )

    def _quiet(self) -> Quiet:
        chosen = self.reminders
        return Quiet(chosen.quiet_from, chosen.quiet_until, chosen.quiet_weekends, chosen.quiet_holidays)
