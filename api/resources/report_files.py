"""The files of a report over HTTP: the same data as the report itself, to take along."""

from typing import Any
from uuid import UUID

from flask import Response, request
from flask.views import MethodView
from flask_babel import get_locale

from api.blueprint import Blueprint
from api.files import pdf, polis, report_csv, report_html
from api.identity import current_member
from api.models import Report
from api.schemas.reports import ReportSchema
from api.services import open_ratings, reports
from api.state import state
from api.versions import etag

blp = Blueprint("report_files", __name__, description="Reports to take along")

ADDRESS = "/dialogues/<uuid:dialogue_id>/reports/<int(max=1000000):number>/files"
BINARY = {"type": "string", "format": "binary"}
JSON, CSV, PDF, ZIP = "application/json", "text/csv", "application/pdf", "application/zip"


def _file(content: bytes | str, kind: str, report: Report, name: str) -> Response:
    answer = Response(content, content_type=f"{kind}; charset=utf-8" if kind == CSV else kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="koppen-{report.number}-{name}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Accept-Language, Authorization"
    answer.set_etag(f"{etag(report)}-{get_locale()}-{name}")
    answer.make_conditional(request)
    return answer


@blp.route(f"{ADDRESS}/json")
class ReportAsJson(MethodView):
    @blp.response(200, ReportSchema)
    def get(self, dialogue_id: UUID, number: int) -> Any:
        """Give a report as a file of JSON, which `koppen verify-report` recalculates."""
        with state().database.read() as session:
            report = reports.get(session, dialogue_id, number, current_member(session))
        return _file(ReportSchema().dumps(report, ensure_ascii=False, indent=1), JSON, report, "report.json")


@blp.route(f"{ADDRESS}/csv")
class ReportAsCsv(MethodView):
    @blp.response(200, {"type": "string", "description": "CSV (RFC 4180)"}, content_type=CSV)
    def get(self, dialogue_id: UUID, number: int) -> Any:
        """Give all statements of a report and their figures as a table."""
        with state().database.read() as session:
            report = reports.get(session, dialogue_id, number, current_member(session))
        return _file(report_csv.written(ReportSchema().dump(report)), CSV, report, "statements.csv")


@blp.route(f"{ADDRESS}/pdf")
class ReportAsPdf(MethodView):
    @blp.response(200, BINARY, content_type=PDF)
    def get(self, dialogue_id: UUID, number: int) -> Any:
        """Give a report as a tagged PDF (PDF/UA-1), in the language of the caller."""
        with state().database.read() as session:
            report = reports.get(session, dialogue_id, number, current_member(session))
        paper = report_html.written(ReportSchema().dump(report), str(get_locale()), state().settings.base_url)
        return _file(pdf.of(paper), PDF, report, "report.pdf")


@blp.route(f"{ADDRESS}/polis")
class ReportAsPolis(MethodView):
    @blp.response(200, BINARY, content_type=ZIP)
    def get(self, dialogue_id: UUID, number: int) -> Any:
        """Give the single ratings of unnamed people as an export of Polis, to organisers: a row could be recognised."""
        with state().database.read() as session:
            member = current_member(session)
            report = reports.get(session, dialogue_id, number, member)
            data = open_ratings.of(session, report, member)
        url = f"{state().settings.base_url}/dialogues/{dialogue_id}/report"
        return _file(polis.written(data, report.content["event"]["title"], url), ZIP, report, "polis.zip")
