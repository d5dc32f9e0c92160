/* A call of each row of tables/userCopies.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void userCopies_rows(void)
{
	__copy_from_user(); // might sleep unless pagefault-disabled
	__copy_to_user(); // might sleep unless pagefault-disabled
	clear_user(); // might sleep unless pagefault-disabled
	copy_from_user(); // might sleep unless pagefault-disabled
	copy_struct_from_user(); // might sleep unless pagefault-disabled
	copy_to_user(); // might sleep unless pagefault-disabled
	strncpy_from_user(); // might sleep unless pagefault-disabled
}
