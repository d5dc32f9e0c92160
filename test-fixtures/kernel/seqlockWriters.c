/* A call of each row of tables/seqlockWriters.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void seqlockWriters_rows(void)
{
	read_seqlock_excl(&lock); // acquire seqlock @0
	read_seqlock_excl_bh(&lock); // bh +1; acquire seqlock @0
	read_seqlock_excl_irq(&lock); // smp, up: irq disable; acquire seqlock @0 | rt: acquire seqlock @0
	read_seqlock_excl_irqsave(&lock, flags); // smp, up: irq save @1; acquire seqlock @0 | rt: flags save @1; acquire seqlock @0
	read_sequnlock_excl(&lock); // release seqlock @0
	read_sequnlock_excl_bh(&lock); // release seqlock @0; bh -1
	read_sequnlock_excl_irq(&lock); // smp, up: release seqlock @0; irq enable | rt: release seqlock @0
	read_sequnlock_excl_irqrestore(&lock, flags); // smp, up: release seqlock @0; irq restore @1 | rt: release seqlock @0; flags restore @1
	write_seqlock(&lock); // acquire seqlock @0; seq write-begin @0 seqlock
	write_seqlock_bh(&lock); // bh +1; acquire seqlock @0; seq write-begin @0 seqlock
	write_seqlock_irq(&lock); // smp, up: irq disable; acquire seqlock @0; seq write-begin @0 seqlock | rt: acquire seqlock @0; seq write-begin @0 seqlock
	write_seqlock_irqsave(&lock, flags); // smp, up: irq save @1; acquire seqlock @0; seq write-begin @0 seqlock | rt: flags save @1; acquire seqlock @0; seq write-begin @0 seqlock
	write_sequnlock(&lock); // seq write-end @0 seqlock; release seqlock @0
	write_sequnlock_bh(&lock); // seq write-end @0 seqlock; release seqlock @0; bh -1
	write_sequnlock_irq(&lock); // smp, up: seq write-end @0 seqlock; release seqlock @0; irq enable | rt: seq write-end @0 seqlock; release seqlock @0
	write_sequnlock_irqrestore(&lock, flags); // smp, up: seq write-end @0 seqlock; release seqlock @0; irq restore @1 | rt: seq write-end @0 seqlock; release seqlock @0; flags restore @1
	zone_span_writelock(object); // acquire seqlock @0.span_seqlock; seq write-begin @0.span_seqlock seqlock
	zone_span_writeunlock(object); // seq write-end @0.span_seqlock seqlock; release seqlock @0.span_seqlock
}
