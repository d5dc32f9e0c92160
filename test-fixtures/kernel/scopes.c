/* A call of each row of tables/scopes.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void scopes_rows(void)
{
	memalloc_nofs_restore(a); // scope nofs restore @0
	memalloc_nofs_save(); // scope nofs save @result
	memalloc_noio_restore(a); // scope noio restore @0
	memalloc_noio_save(); // scope noio save @result
	memalloc_noreclaim_restore(a); // scope noreclaim restore @0
	memalloc_noreclaim_save(); // scope noreclaim save @result
	memalloc_pin_restore(a); // scope pin restore @0
	memalloc_pin_save(); // scope pin save @result
}
