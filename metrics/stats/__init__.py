"""Statistics without an engine: arrays in, numbers and frozen dataclasses out.

One file a subject. Missing input is nan (or None), and what is undefined comes back as nan or
None, never as infinity, never as zero; a call that makes no sense raises ValueError.

    intervals    how far chance could move a rate: Wilson, exact, Poisson
    spc          XmR limits, the three rules, target assurance
    phases       which points make the limits: trial, locked, new phases with a dated cause
    charts       whole charts with phases and signals: XmR, p', u', days between
    chance       false alarms to be expected when many charts are read
    survival     Kaplan-Meier, log-rank, mean cumulative function
    shrinkage    rates of small units drawn to the common one; gamma-Poisson priors
    signals      PRR, chi-square, EBGM and EB05, Benjamini-Hochberg
    funnel       units of unlike size against their limits, adjusted for case mix
    decompose    rate, mix, new and gone parts of a change
    why          the cut that explains a change with least, in one sentence
    agreement    Cohen's kappa
    sampling     sample size and its allocation
    nowcast      young cohorts corrected for reports still on their way
    sequential   MaxSPRT: when to pull a product, looking every day
"""
