import httpx
def test_it(site):
    for p in ("/","/privacy","/method","/sign-in","/mail","/nix"):
        r=httpx.get(site.address+p); print(p,r.status_code,len(r.text)); 
        if r.status_code>=500: print(r.text)
