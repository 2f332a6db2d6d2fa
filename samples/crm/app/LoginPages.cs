using System.Security.Cryptography;

namespace Swarm.Messaging.Samples.Crm;

/// <summary>A client logs in with its user and password and gets a session of its own.</summary>
internal static class LoginPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", http => Redirect(http, "/login"));
        app.MapGet("/login", http => CrmPages.WriteAsync(http, null, "Log in", Form("")));
        app.MapPost("/login", async http =>
        {
            var data = http.RequestServices.GetRequiredService<CrmDatabase>();
            var form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
            if (CrmClients.ByPassword(data, form["user"].ToString(), form["password"].ToString()) is not { } client)
            {
                http.Response.StatusCode = 401;
                await CrmPages.WriteAsync(http, null, "Log in", Form("<p class=\"error\">User and password do not go together.</p>")).ConfigureAwait(false);
                return;
            }

            var cookie = RandomNumberGenerator.GetHexString(32, true);
            data.Run(
                "insert into sessions (cookie, client, at) values ($cookie, $client, $at)",
                ("cookie", cookie), ("client", client), ("at", http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToString("O")));
            http.Response.Cookies.Append(CrmGate.Cookie, cookie, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
            await Redirect(http, $"/c/{client}/contacts").ConfigureAwait(false);
        });
    }

    private static string Form(string error) => error + Html.Form("login", "/login", "Log in", Html.Input("user"), Html.Input("password", type: "password"));

    private static Task Redirect(HttpContext http, string to)
    {
        http.Response.StatusCode = 303;
        http.Response.Headers.Location = to;
        return Task.CompletedTask;
    }
}
