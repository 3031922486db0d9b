#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# Folds texts of perf script by the rules of perf-parallel fold, with regular
# expressions and without any haste, and writes FILE.wanted for each FILE.
#
#	fold_reference.pl [--with=WORD,...] [--event=EVENT] [--chains] FILE ...
#
# With --chains, only samples with a callchain count, as for FlameGraph's
# stackcollapse-perf.pl.
use strict;
use warnings;

my (%with, $chosen, $chains_only);
while (@ARGV && $ARGV[0] =~ /^--(with|event|chains)(?:=(.*))?$/s) {
	%with = map { $_ => 1 } split /,/, $2 if $1 eq 'with';
	$chosen = $2 if $1 eq 'event';
	$chains_only = 1 if $1 eq 'chains';
	shift;
}
@with{qw(kernel jit)} = (1, 1) if $with{all};

my $most = '18446744073709551615';

# The names of one line of a callchain, the outer one first.
sub names {
	my ($comm, $address, $symbol, $dso) = @_;
	my $java = $comm =~ /^java/;
	my @names;

	$symbol =~ s/\+0x[0-9a-f]+$//;
	return if $symbol =~ /^\(/;
	for my $name (split /->/, $symbol) {
		if ($name eq '[unknown]') {
			$name = $dso eq '[unknown]' ? 'unknown' :
			    $dso =~ s{.*/}{}r;
			$name .= " <$address>" if $with{addrs};
			$name = "[$name]";
		}
		$name =~ y/;/:/;
		$name =~ s/\((?!anonymous namespace\)).*//
		    if $name !~ /\.\(.*\)\./;
		$name =~ y/"'//d;
		$name =~ s/^L// if $java && $name =~ m{/};
		if (@names) {
			$name .= '_[i]' if index($name, '_[i]') < 0;
		} elsif ($with{kernel} && $dso =~ /^\[|vmlinux$/ &&
		    $dso !~ /unknown/) {
			$name .= '_[k]';
		} elsif ($with{jit} && $dso =~ m{/tmp/perf-\d+\.map}) {
			$name .= '_[j]' if index($name, '_[j]') < 0;
		}
		push @names, $name;
	}
	return @names;
}

my $frame = qr/^\s*(\w+)\s*(.+) \((.*)\)/;
my $header = qr{^(\S.+?)\s+(\d+)/*(\d+)?(?=\s)};

sub comm {
	my ($comm, $pid, $tid) = @_;

	($pid, $tid) = ('?', $pid) if !$tid;
	$comm .= "-$pid" if $with{pid} || $with{tid};
	$comm .= "/$tid" if $with{tid};
	return $comm =~ y/ /_/r;
}

sub weight {
	my $period = shift;

	return 1 if !$period;
	$period =~ s/^0+(?=.)//;
	return length $period > 20 ||
	    (length $period == 20 && $period gt $most) ? $most : $period;
}

# The event, the period and the frame of a sample on one line.
sub behind_ids {
	my $rest = shift;
	my $before = '';

	while ($rest =~ /\G\s*(\S+)/gc) {
		my $word = $1;

		if ($word !~ /^.+:$/ || $word =~ /^[\d.:]+$/) {
			$before = $word;
			next;
		}
		return if $rest !~ /\G\s+(?=[0-9a-f]+(\s|$))/gc;
		my @parts = substr($rest, pos $rest) =~ $frame or return;
		$before = 0 if $before !~ /^\d+$/;
		return (substr($word, 0, -1), $before, @parts);
	}
	return;
}

sub fold {
	my $in = shift;
	my ($event, $comm, $period, $other, @stack, %count) = ($chosen);

	$event = undef if defined $event && $event eq '';
	my $is_wanted = sub {
		$event //= $_[0];
		return $event eq $_[0];
	};
	my $count = sub {
		my ($stack, $n) = @_;
		my $sum = ($count{$stack} // 0) + $n;

		$count{$stack} = $sum >= 18446744073709551615 ? $most : $sum;
	};
	while (my $line = <$in>) {
		next if $line =~ /^#/;
		chomp $line;
		if ($line eq '') {
			$count->(join(';', $comm, @stack), $period)
			    if defined $comm;
			($comm, $other, @stack) = ();
			next;
		}
		my @ids = $line =~ $header;
		my ($printed, $named) =
		    @ids ? $line =~ /:\s*(\d+)?\s+(\S+):\s*$/ : ();
		if (!defined $named && !defined $comm && !$other &&
		    !$chains_only) {
			my $text = $line =~ s/^\s*//r;
			my @of = $text =~ $header;
			my ($its, $n, @parts) =
			    @of ? behind_ids(substr $text, $+[0]) : ();

			if (defined $its) {
				$count->(join(';', comm(@of),
				    names(comm(@of), @parts)), weight($n))
				    if $is_wanted->($its);
				next;
			}
		}
		if (@ids) {
			if (defined $named && !$is_wanted->($named)) {
				$other = 1;
				next;
			}
			$comm = comm(@ids);
			$period = weight($printed);
		} elsif (defined $comm) {
			my @parts = $line =~ $frame;
			unshift @stack, names($comm, @parts) if @parts;
		}
	}
	return map { "$_ $count{$_}\n" } keys %count;
}

for my $file (@ARGV) {
	open my $in, '<', $file or die "$file: $!\n";
	open my $out, '>', "$file.wanted" or die "$file.wanted: $!\n";
	print $out sort(fold($in)) or die "$file.wanted: $!\n";
	close $out or die "$file.wanted: $!\n";
}
