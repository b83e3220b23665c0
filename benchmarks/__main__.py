import os,sys
from benchmarks.databases import ensure
for s in sys.argv[1:]:
    print(ensure(int(s), fresh=False, environ=os.environ)["DATABASE_URL"].rpartition("/")[2])
