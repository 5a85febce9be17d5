"""The tally that an import would return, computed without importing.

A dry run of ``ingest`` is one transaction, which all other writers wait for. Here each chunk of
records is a dry run of its own. The tables have forgotten the records of earlier chunks then, so
records that are of the same article as one of them are decided here, by the same rule.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from articles.importing import cancellations
from articles.importing.claims import SourceNames, build_claim, fold_source
from articles.importing.duplicates import Duplicate
from articles.importing.earlier import EarlierRecords, merge_known
from articles.importing.identity import Claim, Decision, KnownArticle, Outcome, decide
from articles.importing.ingest import Result, count_results, ingest
from articles.importing.matching import find_known_articles
from articles.importing.normalise import PreparedItem, PreparedRecord, prepare_items
from articles.importing.options import Options, Tally
from articles.models import Article
from articles.parsing.records import ParsedItem, Reject


def preview(
    items: Iterable[ParsedItem | PreparedItem],
    *,
    options: Options,
    on_reject: Callable[[str, Reject], object] = lambda _path, _reject: None,
    on_duplicate: Callable[[str, Duplicate], object] = lambda _path, _duplicate: None,
) -> Tally:
    """Return the tally that ``ingest`` would return; pass on what it would pass on."""
    prepared_items = prepare_items(items)
    with EarlierRecords() as earlier:
        run = _Preview(options, earlier, Tally(), on_reject, on_duplicate)
        while chunk := list(islice(prepared_items, options.chunk_size)):
            run.try_chunk(chunk)
    return run.tally


@dataclass(frozen=True, slots=True)
class _Preview:
    options: Options
    earlier: EarlierRecords
    tally: Tally
    on_reject: Callable[[str, Reject], object]
    on_duplicate: Callable[[str, Duplicate], object]

    def try_chunk(self, chunk: list[PreparedItem]) -> None:
        """Count what an import of the chunk would do."""
        fresh = [item for item in chunk if not self._count_by_earlier(item)]
        for item, result in zip(fresh, self._ingest(fresh), strict=True):
            if isinstance(result, Duplicate):
                self.on_duplicate(item.path, _forget_missing_article(result))
            self._remember(item, result)

    def _ingest(self, items: list[PreparedItem]) -> list[Result]:
        """Return what a dry run does with the items, and add its tally to ours."""
        results: list[Result] = []
        tally = ingest(
            items,
            options=replace(self.options, is_dry_run=True),
            on_reject=self.on_reject,
            on_result=lambda _item, each: results.append(each),
        )
        self.tally.counts += tally.counts
        self.tally.left_out += tally.left_out
        self.tally.seconds += tally.seconds
        return results

    def _count_by_earlier(self, item: PreparedItem) -> bool:
        """Count the item if it is of the article of an earlier one; return whether it is."""
        result = self._decide_by_earlier(item)
        if result:
            count_results([item], [result], self.tally)
        if isinstance(result, Duplicate):
            self.on_duplicate(item.path, result)
        return bool(result)

    def _decide_by_earlier(self, item: PreparedItem) -> Result:
        """Return what the record would do to the article of an earlier one, None for none."""
        if not isinstance(item.result, PreparedRecord):
            return None
        claim, record = self._build_claim(item.result), item.result.record
        known = self.earlier.find(claim)
        decision = self._decide(claim, item.result, known) if known else None
        article = decision.article if decision else None
        if decision is None or article is None or article.pk not in {each.pk for each in known}:
            return None
        outcome = self._choose_outcome(decision, article)
        if_canceled = cancellations.choose_next_outcome(outcome)
        self.earlier.add(claim, decision, headline=record.headline, if_canceled=if_canceled)
        if decision.outcome is Outcome.DUPLICATE:
            pk = article.pk if article.pk > 0 else None
            return Duplicate(record.position, record.headline, pk, article.headline)
        return outcome

    def _choose_outcome(self, decision: Decision, article: KnownArticle) -> Outcome:
        if decision.outcome is not Outcome.CANCELED:
            return decision.outcome
        return article.if_canceled or cancellations.choose_outcome(
            Article.objects.get(pk=article.pk), options=self.options
        )

    def _build_claim(self, prepared: PreparedRecord) -> Claim:
        names = SourceNames.fetch([fold_source(prepared.record, self.options)])
        return build_claim(prepared, options=self.options, names=names)

    def _decide(
        self, claim: Claim, prepared: PreparedRecord, known: Sequence[KnownArticle]
    ) -> Decision:
        """Return what the record does; ``known`` are the articles of earlier records."""
        here = find_known_articles(claim, fingerprint=prepared.fingerprint)
        return decide(claim, merge_known([*known, *here]))

    def _remember(self, item: PreparedItem, result: Result) -> None:
        """Add the record, which the tables forget, to the earlier ones."""
        prepared = item.result
        if isinstance(prepared, PreparedRecord) and not isinstance(result, Reject):
            claim, decision = self._build_claim(prepared), Decision(Outcome.CREATED)
            if_canceled = cancellations.choose_next_outcome(result)
            if result is Outcome.CREATED:
                if_canceled = cancellations.foresee_outcome(prepared.record, options=self.options)
            else:
                decision = self._decide(claim, prepared, self.earlier.find(claim))
            headline = prepared.record.headline
            self.earlier.add(claim, decision, headline=headline, if_canceled=if_canceled)


def _forget_missing_article(duplicate: Duplicate) -> Duplicate:
    """Return the duplicate without its article, if only the dry run has made that."""
    is_here = Article.objects.filter(pk=duplicate.article or 0).exists()
    return duplicate if is_here else replace(duplicate, article=None)
