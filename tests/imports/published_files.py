"""Files in the layouts in which figures are published, with trusts that are invented: an England of ours."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
from ods_files import write_ods

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import ProviderType, Rating, label
from sim.model.indicators import OBSERVABLES

MONTHS = ("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER",
          "DECEMBER")  # fmt: skip
DOMAINS = ("Overall", "Safe", "Effective", "Caring", "Responsive", "Well-led")
KINDS = {
    "acute": ("Acute trust", "Acute - large", "Acute & Acute Community Trusts"),
    "specialist": ("Acute trust", "Acute - specialist", "Acute Specialist Trusts"),
    "mental_health": ("Non-acute hospital or mental health and community", "Mental health", "Mental Health Trusts"),
    "community": ("Non-acute hospital or mental health and community", "Community", "Community Trusts"),
    "ambulance": ("Ambulance", "Ambulance", "Ambulance Trusts"),
    "integrated": ("Acute trust", "Integrated acute and community", "Integrated Trusts"),
    "independent": ("Independent provider", "Independent provider", "Independent"),
}
REGIONS = ("North of Ours", "Middle of Ours", "South of Ours")
LAST = 2025 * 12 + 2  # March 2025
AE = (
    "Period", "Org Code", "Parent Org", "Org name", "A&E attendances Type 1", "A&E attendances Type 2",
    "A&E attendances Other A&E Department", "A&E attendances Booked Appointments Type 1",
    "A&E attendances Booked Appointments Type 2", "A&E attendances Booked Appointments Other Department",
    "Attendances over 4hrs Type 1", "Attendances over 4hrs Type 2", "Attendances over 4hrs Other Department",
    "Attendances over 4hrs Booked Appointments Type 1", "Attendances over 4hrs Booked Appointments Type 2",
    "Attendances over 4hrs Booked Appointments Other Department",
    "Patients who have waited 4-12 hs from DTA to admission", "Patients who have waited 12+ hrs from DTA to admission",
    "Emergency admissions via A&E - Type 1", "Emergency admissions via A&E - Type 2",
    "Emergency admissions via A&E - Other A&E department", "Other emergency admissions",
)  # fmt: skip
OLD_AE = (
    "Period", "Org Code", "Parent Org", "Org name", "Number of A&E attendances Type 1",
    "Number of A&E attendances Type 2", "Number of A&E attendances Other A&E Department",
    "Number of attendances over 4hrs Type 1", "Number of attendances over 4hrs Type 2",
    "Number of attendances over 4hrs Other A&E Department",
)  # fmt: skip
OVERSIGHT = ("Region", "Trust_type", "Trust_subtype", "Trust_code", "Trust_name", "Domain", "Sub-domain", "Metric_ID",
             "Metric_description", "Reporting_date", "Units", "Value", "Median_value", "Lower_quartile",
             "Upper_quartile", "Rank", "Quarter")  # fmt: skip
LEAGUE = ("Region", "Trust_type", "Trust_subtype", "Trust_code", "Trust_name", "Quarter", "Average_score", "Segment",
          "Trust_in_financial_deficit", "Rank")  # fmt: skip
RTT = (
    "Period", "Provider Parent Org Code", "Provider Parent Name", "Provider Org Code", "Provider Org Name",
    "Commissioner Parent Org Code", "Commissioner Parent Name", "Commissioner Org Code", "Commissioner Org Name",
    "RTT Part Type", "RTT Part Description", "Treatment Function Code", "Treatment Function Name",
    *(f"Gt {week:02d} To {week + 1:02d} Weeks SUM 1" for week in range(104)), "Gt 104 Weeks SUM 1", "Total",
    "Patients with unknown clock start date", "Total All",
)  # fmt: skip
RATED = ("Provider ID", "Provider ODS Code", "Provider Name", "Provider Type", "Service / Population Group", "Domain",
         "Latest Rating", "Publication Date", "Report Type", "Inherited Rating (Y/N)", "URL")  # fmt: skip


@dataclass
class InventedTrust:
    """A trust that is invented, with its figures as they are published."""

    code: str
    name: str
    provider_type: str
    region: str
    ratings: dict[str, str] = field(default_factory=dict)
    attendances: dict[int, tuple[int, int]] = field(default_factory=dict)
    waiting: dict[int, tuple[int, int]] = field(default_factory=dict)
    engagement: dict[int, float] = field(default_factory=dict)
    surplus: dict[int, float] = field(default_factory=dict)
    segment: int = 1
    score: float = 2.0


def our_england(trusts: int = 213, months: Sequence[int] = range(LAST - 35, LAST + 1)) -> list[InventedTrust]:
    """Return trusts of a replicate of ours, with a few years of figures around what they start with."""
    model = TurnaroundModel("england_all", replicate=0)
    made = [invented(number, trust, months) for number, trust in enumerate(model.trusts[:trusts])]
    model.be_forgotten()
    return made


def invented(number: int, trust: Any, months: Sequence[int]) -> InventedTrust:
    chance = np.random.default_rng(number)
    kind = label(ProviderType(trust.provider_type))
    made = InventedTrust(f"R{number // 26:02d}{chr(65 + number % 26)}", f"Invented Trust {number}", kind,
                         REGIONS[number % len(REGIONS)])  # fmt: skip
    made.ratings = {
        domain: label(Rating(getattr(trust, f"rating_{domain.lower().replace('-', '_')}"))) for domain in DOMAINS
    }
    share = {name: float(OBSERVABLES[name].of(trust.published_access)) / 100.0
             for name in ("four_hour_performance", "treatment_in_time")}  # fmt: skip
    for month in months:
        if kind in ("acute", "integrated"):
            made.attendances[month] = counts(chance, share["four_hour_performance"])
        made.waiting[month] = counts(chance, share["treatment_in_time"])
    engagement = float(OBSERVABLES["engagement_score"].of(trust.published_engagement))
    made.engagement = {year: round(engagement + 0.1 * float(chance.normal()), 6) for year in range(2020, 2025)}
    surplus = float(OBSERVABLES["surplus"].of(trust.published_finance))
    made.surplus = {LAST - ago: round(surplus + float(chance.normal()), 6) for ago in (24, 12, 0)}
    made.segment, made.score = 1 + number % 4, round(1.0 + float(chance.random()), 2)
    return made


def counts(chance: np.random.Generator, share: float) -> tuple[int, int]:
    """Return how many there were, and how many of them too late."""
    whole = int(chance.integers(5_000, 30_000))
    return whole, round(whole * (1.0 - share))


def write_csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Any]], encoding: str = "utf-8") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows(rows)
    return path


def rows_of_csv(path: Path, encoding: str = "utf-8") -> list[list[str]]:
    with path.open(newline="", encoding=encoding) as file:
        return list(csv.reader(file))


def ae_row(trust: InventedTrust, month: int) -> list[Any]:
    whole, late = trust.attendances[month]
    booked, minor = whole // 50, whole // 3
    late_minor = min(late, minor) // 4
    period = f"MSitAE-{MONTHS[month % 12]}-{month // 12}"
    return [period, trust.code, "Ours", trust.name, whole - booked - minor, 0, minor, booked, 0, 0,
            late - late_minor, 0, late_minor, 0, 0, 0, *[7] * 6]  # fmt: skip


def write_ae(folder: Path, england: Sequence[InventedTrust], month: int) -> Path:
    """Write a month of A&E attendances, with a row that adds up all and a column that has no name."""
    rows = [ae_row(trust, month) for trust in england if month in trust.attendances]
    total = ["TOTAL", "TOTAL", "-", "TOTAL", *(sum(row[place] for row in rows) for place in range(4, len(AE)))]
    path = folder / f"ae-{month // 12}-{month % 12 + 1:02d}.csv"
    return write_csv(path, [*AE, ""], [[*row, ""] for row in [*rows, total]])


def write_oversight(folder: Path, england: Sequence[InventedTrust], month: int, name: str = "oversight.csv") -> Path:
    """Write the metrics of a quarter: engagement, planned surplus and segment, and one that is not read."""
    rows = []
    for trust in england:
        kind, subtype, _ = KINDS[trust.provider_type]
        about = [trust.region, kind, subtype, trust.code, trust.name]
        date = f"{MONTHS[month % 12].title()[:3]}-{month // 12 % 100:02d}"
        quarter = f"Q4 {month // 12 - 1}/{month // 12 % 100:02d}"
        for metric, description, unit, value in (
            ("OF0079", "Planned surplus/deficit", "%", trust.surplus[month]),
            ("OF0085", "Implied productivity level", "%", 1.5),
            ("OF5000", "Adjusted segment", "", trust.segment),
        ):
            rows.append([*about, "Finance", "-", metric, description, date, unit, value, "", "", "", 1, quarter])
    return write_csv(folder / name, OVERSIGHT, rows)


def write_league(folder: Path, england: Sequence[InventedTrust]) -> Path:
    rows = [[trust.region, *KINDS[trust.provider_type][:2], trust.code, trust.name, "Q4 2024/25", trust.score,
             trust.segment, "No", rank] for rank, trust in enumerate(england, start=1)]  # fmt: skip
    return write_csv(folder / "league.csv", LEAGUE, rows)


def rtt_rows(trust: InventedTrust, month: int) -> list[list[Any]]:
    """Return pathways of a month for two commissioners: two specialties and their sum, and completed ones beside."""
    whole, late = trust.waiting[month]
    period, rows = f"RTT-{MONTHS[month % 12].title()}-{month // 12}", []
    for commissioner, share in (("C1", 3), ("C2", 1)):
        all_weeks, weeks_late = whole * share // 4, late * share // 4
        if share == 1:
            all_weeks, weeks_late = whole - whole * 3 // 4, late - late * 3 // 4
        first = (all_weeks // 2, weeks_late // 2)
        parts = (("C_100", first), ("C_110", (all_weeks - first[0], weeks_late - first[1])),
                 ("C_999", (all_weeks, weeks_late)))  # fmt: skip
        for specialty, (waiting, of_them_late) in parts:
            in_time = waiting - of_them_late
            weeks: list[Any] = [""] * 105
            weeks[3], weeks[17], weeks[18] = in_time // 3, in_time - in_time // 3, of_them_late
            about = [period, "P", "Parent", trust.code, trust.name, "", "", commissioner, commissioner]
            rows.append([*about, "Part_2", "Incomplete Pathways", specialty, "", *weeks, "", 0, waiting])
        rows.append([*about, "Part_1A", "Completed", "C_999", "", *weeks, waiting, 0, waiting])
    return rows


def write_rtt(folder: Path, england: Sequence[InventedTrust], month: int) -> Path:
    rows = [row for trust in england for row in rtt_rows(trust, month)]
    return write_csv(folder / f"rtt-{month // 12}-{month % 12 + 1:02d}.csv", RTT, rows)


def write_survey(folder: Path, england: Sequence[InventedTrust]) -> Path:
    """Write the workbook of the survey: notes, and a sheet for each type of trust."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["Benchmark data. Figures are means."])
    years = sorted(england[0].engagement)
    for kind in dict.fromkeys(trust.provider_type for trust in england):
        sheet = book.create_sheet(kind.replace("_", " "))
        themes = [f"{theme}_{year}" for theme in ("PP1", "theme_engagement", "theme_morale") for year in years]
        sheet.append(["org_id", "org_name", "org_type_reporting_name", *themes])
        for trust in (trust for trust in england if trust.provider_type == kind):
            figures = [trust.engagement[year] for year in years]
            sheet.append([trust.code, trust.name, KINDS[kind][2], *[7.0] * 5, *figures, *[6.0] * 5])
    path = folder / "survey.xlsx"
    book.save(path)
    return path


def rating_rows(england: Sequence[InventedTrust]) -> list[list[str]]:
    rows = []
    for trust in england:
        about = [trust.code, trust.code, trust.name, "NHS Healthcare Organisation"]
        for service in ("Overall", "Urgent and emergency services"):
            for domain in DOMAINS:
                rating = trust.ratings[domain].capitalize().replace("_", " ") if service == "Overall" else "Inadequate"
                rows.append([*about, service, domain, rating, "15/01/2025", "Provider", "N", "-"])
    return rows


def write_ratings(folder: Path, england: Sequence[InventedTrust], rows: list[list[str]] | None = None) -> Path:
    """Write the regulator's ratings: a preamble, places with ratings of their own, and whole providers."""
    places = [["1-1", "Place", *row[:3], *row[4:]] for row in rating_rows(england[:1])]
    headers = ["Location ID", "Location Name", "Provider ID", "Provider ODS Code", "Provider Name", *RATED[4:]]
    provided: Mapping[str, list[Sequence[str]]] = {
        "Locations": [["Latest ratings"], [], headers, *places],
        "Providers": [["Latest ratings"], ["Published monthly"], [], RATED, *(rows or rating_rows(england))],
    }
    write_ods(folder / "ratings.ods", provided)
    return folder / "ratings.ods"


def write_everything(folder: Path, england: Sequence[InventedTrust], rtt: bool = True) -> Path:
    """Write all files that a year, and two years before it, take."""
    folder.mkdir(exist_ok=True)
    for month in sorted({month for trust in england for month in trust.attendances}):
        write_ae(folder, england, month)
        if rtt:
            write_rtt(folder, england, month)
    for ago in (24, 12, 0):
        write_oversight(folder, england, LAST - ago, f"oversight-{ago}.csv")
    write_league(folder, england)
    write_survey(folder, england)
    write_ratings(folder, england)
    return folder
