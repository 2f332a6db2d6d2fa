namespace Swarm.Messaging.Cli.Http;

/// <summary>An outage and a bug are answered as well: 503 when trying again helps, 500 when it does not.</summary>
internal sealed partial class ErrorAnswers(RequestDelegate next, Reachability reachability, ILogger<ErrorAnswers> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/api") && reachability.Missing() is { } missing)
        {
            await Unavailable(missing + " Nothing was accepted.").ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads the answer.
        }
        catch (BadHttpRequestException e)
        {
            if (!context.Response.HasStarted)
                await Answers.Rejected("Http", "malformed", e.Message).ExecuteAsync(context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var outage = reachability.IsOutage(e);
            Failed(outage ? LogLevel.Warning : LogLevel.Error, context.Request.Method, context.Request.Path, e);
            if (context.Response.HasStarted)
                context.Abort();
            else
                await (outage
                    ? Unavailable($"{Reachability.Cause(e)} It may have taken effect: send it again with the same id.")
                    : Answers.Rejected("Http", "internal", "The host failed on this request; its log says how.")).ExecuteAsync(context).ConfigureAwait(false);
        }
    }

    private static IResult Unavailable(string message) => Answers.Rejected("Http", "unavailable", message + " Try again in a few seconds.");

    [LoggerMessage(Message = "{Method} {Path} failed")]
    private partial void Failed(LogLevel level, string method, string path, Exception exception);
}
