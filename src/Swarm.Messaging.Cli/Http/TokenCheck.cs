namespace Swarm.Messaging.Cli.Http;

/// <summary>Everything but the probes, and calls that are signed, needs the token, also on loopback: other users and web pages reach that too.</summary>
internal sealed class TokenCheck(RequestDelegate next, ApiToken token)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/health") || context.Request.Path.StartsWithSegments(HookSignature.Path) || token.Admits(context.Request.Headers.Authorization))
            return next(context);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Answers.Rejected("Http", "unauthorized", "Show the token: Authorization: Bearer <token>. An embedded host writes it to endpoint.json in its data folder.")
            .ExecuteAsync(context);
    }
}
