#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# Writes COUNT texts that are like FILE, but with lines cut, doubled, swapped
# and left out and odd bytes and words put in, as FILE.1 and so on.  The seed
# says which.
#
#	fold_mutations.pl SEED COUNT FILE
use strict;
use warnings;

my ($seed, $count, $file) = @ARGV;
my @odd = (' (', ')', '(', '->', '-', '>', '+0x1f', '+0x', '[unknown]', ';',
	'"', "'", '(anonymous namespace)', '.(', ').', 'L', '/', 'vmlinux',
	'/tmp/perf-12.map', '/tmp/perf-', '[', '[k', ']', "\t", ' ', '   ',
	'#', ':', ': ', '0', '00', '12 ', '7/8 ', '9/', '0/0 ', "\r", "\0",
	"\xff", "\x85", "\xa0", "\x0b", '_[i]', '_[j]', 'java', 'java 5/5 ',
	'cycles:', ' 3 cycles: ', '1.5: 3 cycles:  7f f (x)', "\n", "\n\n");

srand $seed;
sub any { return $_[rand @_] }

sub change {
	my $lines = shift;
	my $at = int rand @$lines;
	my $line = \$lines->[$at];
	my $place = int rand(1 + length $$line);
	my $what = int rand 8;

	if ($what == 0) {
		$$line = substr($$line, 0, $place) . any('', "\n");
	} elsif ($what == 1) {
		splice @$lines, $at, 0, $$line;
	} elsif ($what == 2) {
		splice @$lines, $at, 1 if @$lines > 1;
	} elsif ($what == 3) {
		@$lines[$at, -1] = @$lines[-1, $at];
	} elsif ($what == 4) {
		$$line = substr $$line, $place;
	} else {
		substr($$line, $place, any(0, 0, 0, 1, 3)) = any(@odd);
	}
}

open my $in, '<', $file or die "$file: $!\n";
my @lines = <$in>;
for my $number (1 .. $count) {
	my @new = @lines;

	change(\@new) for 1 .. 1 + rand 12;
	open my $out, '>', "$file.$number" or die "$file.$number: $!\n";
	print $out @new or die "$file.$number: $!\n";
	close $out or die "$file.$number: $!\n";
}
