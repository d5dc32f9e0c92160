/* Conditional groups in each world; `inactive` lines must be blank, all others must not. */
// functions: 6
#define HAS_TABLE 1
#define LEVELS (HAS_TABLE + 2)

#ifdef CONFIG_PREEMPT_RT
void rt_only(void) {} // inactive: smp
#else
void not_rt(void) {} // inactive: rt
#endif

#if LEVELS > 2 && defined(HAS_TABLE)
void local_value(void) {}
#elif 1
void never(void) {} // inactive: smp rt
#endif

#if IS_ENABLED(CONFIG_SMP) || 0
void with_smp(void) {}
#endif

#ifndef NOBODY_DEFINES_THIS
void guarded(void) {}
#endif

#undef HAS_TABLE
#ifdef HAS_TABLE
void gone(void) { // inactive: smp rt
#error "unbalanced brace here, and an apostrophe that isn't closed"
#if 1
void inner(void) {} // inactive: smp rt
#endif
#endif

int split_head(int a
#ifdef CONFIG_PREEMPT_RT
	, int rt_extra) // inactive: smp
#else
	, int extra) // inactive: rt
#endif
{
	if (a
#ifdef CONFIG_SMP
	    && smp_ready()
#endif
	   )
		return 1;
	return 0;
}

#ifdef CONFIG_PREEMPT_RT
#define HOW 1
#else
#define HOW 2
#endif
void last(void) { use(HOW); }
