/*
 * Z2 by hand, for comparison with the explorer: a writer rebuilds the zonelists and prints in the midst of it, a request that
 * finds no page is made with the console port's lock held. What a variant does is given on the command line:
 *   WAITS  the begin waits while the counter is odd            DEFER  printing in the section is left for later
 *   EVERY  the request looks again at the end, and starts over if the counter moved or was odd at its begin
 * A stand-still is an invalid end state; a request that starts over for ever is a non-progress cycle.
 */
#ifndef WAITS
#define WAITS 0
#endif
#ifndef DEFER
#define DEFER 0
#endif
#ifndef EVERY
#define EVERY 0
#endif

byte seq;
bit port;
bit writers;
bit entry[3];

inline lock(l) { atomic { l == 0 -> l = 1 } }
inline unlock(l) { l = 0 }

active proctype writer()
{
	bit later = 0;

	lock(writers);
	seq++;
	entry[0] = 1;
	entry[1] = 1;
	entry[2] = 1;
	if
	:: DEFER -> later = 1
	:: else -> lock(port); unlock(port)
	fi;
	seq++;
	unlock(writers);
	if
	:: later -> lock(port); unlock(port)
	:: else -> skip
	fi
}

active proctype receiver()
{
	byte start;
	byte i;
	bit seen;

	lock(port);
again:
	atomic {
		if
		:: WAITS -> (seq & 1) == 0; start = seq
		:: else -> start = seq & 254
		fi
	}
	i = 0;
	do
	:: i < 3 -> seen = entry[i]; i++
	:: else -> break
	od;
	/* Nothing found: the list was looked through for nothing. */
	if
	:: EVERY && seq != start -> goto again
	:: else -> skip
	fi;
	unlock(port)
}
