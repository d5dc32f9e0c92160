/* A call of each row of tables/seqcounts.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void seqcounts_rows(void)
{
	__read_seqcount_begin(&lock); // seq read-begin @0 seqcount waits
	__read_seqcount_retry(&lock, b); // seq read-end @0 seqcount
	raw_read_seqcount(&lock); // seq read-begin @0 seqcount
	raw_read_seqcount_begin(&lock); // seq read-begin @0 seqcount waits
	raw_seqcount_begin(&lock); // seq read-begin @0 seqcount clears odd
	raw_write_seqcount_begin(&lock); // seq write-begin @0 seqcount
	raw_write_seqcount_end(&lock); // seq write-end @0 seqcount
	read_seqbegin(&lock); // seq read-begin @0 seqlock waits
	read_seqcount_begin(&lock); // seq read-begin @0 seqcount waits
	read_seqcount_retry(&lock, b); // seq read-end @0 seqcount
	read_seqretry(&lock, b); // seq read-end @0 seqlock
	write_seqcount_begin(&lock); // seq write-begin @0 seqcount
	write_seqcount_begin_nested(&lock); // seq write-begin @0 seqcount nested
	write_seqcount_end(&lock); // seq write-end @0 seqcount
	zone_span_seqbegin(object); // seq read-begin @0.span_seqlock seqlock waits
	zone_span_seqretry(object, b); // seq read-end @0.span_seqlock seqlock
}
