-- People by when they wrote last: the daily sweep looks at those who have been silent for long, and at nobody else.

CREATE INDEX persons_heard ON persons (heard_at) WHERE heard_at > 0;
