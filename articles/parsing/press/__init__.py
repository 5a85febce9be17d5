"""Exports of press databases: LexisNexis, Factiva, Europresse and ProQuest."""
