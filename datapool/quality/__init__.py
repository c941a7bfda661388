"""Whether what the departments deliver can be trusted: rules as data, findings, scores and correction tickets."""
