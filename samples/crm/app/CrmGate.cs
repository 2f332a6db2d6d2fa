using System.Net;

namespace Swarm.Messaging.Samples.Crm;

/// <summary>
/// Before every page and call of a client: who asks, may they, and a line in the access log whatever the answer is. A page belongs to the client
/// in its path; a session belongs to the client that logged in.
/// </summary>
internal sealed class CrmGate(RequestDelegate next, CrmDatabase data, RateLimits limits, TimeProvider time)
{
    public const string Cookie = "crm_session";

    public async Task InvokeAsync(HttpContext http)
    {
        var client = http.GetRouteValue("client")?.ToString();
        var isApi = http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
        var cookie = http.Request.Cookies[Cookie];
        var who = isApi ? ByToken(http) : cookie is null ? null : data.One("select client from sessions where cookie = $cookie", ("cookie", cookie))?["client"] as string;
        try
        {
            if (client is null)
                await next(http).ConfigureAwait(false);
            else if (who is null && !isApi)
                http.Response.Redirect("/login");
            else if (who is null)
                throw new CrmException(401, "The token is missing or unknown.");
            else if (who != client)
                throw new CrmException(403, $"This is {client}'s, and you are {who}.");
            else if (!isApi || limits.Take(client, http.Response))
                await next(http).ConfigureAwait(false);
            else
                throw new CrmException(429, "Too many requests.");
        }
        catch (CrmException e)
        {
            http.Response.StatusCode = e.Status;
            await (isApi ? http.Response.WriteAsJsonAsync(new { error = e.Message }) : WriteAsync(http, e)).ConfigureAwait(false);
        }
        finally
        {
            Log(http, client, who, cookie);
        }
    }

    private static Task WriteAsync(HttpContext http, CrmException e)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(Html.Page(null, "Error", $"<p class=\"error\">{WebUtility.HtmlEncode(e.Message)}</p>"));
    }

    private string? ByToken(HttpContext http) =>
        http.Request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.Ordinal) ? CrmClients.ByToken(data, header["Bearer ".Length..]) : null;

    private void Log(HttpContext http, string? client, string? who, string? cookie) => data.Run(
        "insert into accessLog (client, sessionClient, cookie, method, path, status, at) values ($client, $who, $cookie, $method, $path, $status, $at)",
        ("client", client), ("who", who), ("cookie", cookie), ("method", http.Request.Method), ("path", http.Request.Path.Value), ("status", http.Response.StatusCode),
        ("at", time.GetUtcNow().ToString("O")));
}
