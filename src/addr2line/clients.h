/* SPDX-License-Identifier: GPL-2.0-only */
/* What the server does for its clients, until they are gone. */
#ifndef ADDR2LINE_CLIENTS_H
#define ADDR2LINE_CLIENTS_H

struct served;

/* Serves those who connect to a socket that listens. */
void clients_serve(int listener, const struct served *);

#endif
