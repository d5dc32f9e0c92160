/* One function for others that no header declares, among those that are declared. */
#include <linux/gfp.h>

void shelf_one_ok(void);
void shelf_two_ok(void);
void shelf_three_ok(void);
int shelf_four_ok(int number, void (*done)(void));

void shelf_one_ok(void)
{
}

void shelf_two_ok(void)
{
}

void shelf_three_ok(void)
{
}

int shelf_four_ok(int number, void (*done)(void))
{
	return number;
}

asmlinkage void shelf_five_ok(void)
{
}

static inline int shelf_six_ok(void)
{
	return 6;
}

int shelf_seven_bad(void) // expect(likely): build-error "no header declares it"
{
	return shelf_six_ok();
}
