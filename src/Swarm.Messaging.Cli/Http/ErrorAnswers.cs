using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Http;

/// <summary>An outage and a bug are answered as well: 503 when trying again helps, 500 when it does not.</summary>
internal sealed partial class ErrorAnswers(RequestDelegate next, Reachability reachability, TimeProvider time, ILogger<ErrorAnswers> log)
{
    /// <summary>No command may wait for ever on a store or broker that died under it. Acting on many dead letters ends by the store's own limits.</summary>
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(30);

    /// <summary>A command under way is not left waiting for what is known to be away; whatever was lost for a moment only is back by then.</summary>
    private static readonly TimeSpan LossLimit = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/api") && reachability.Missing(NeedsBroker(context.Request)) is { } missing)
        {
            await Unavailable(IsRead(context.Request) ? missing : $"{missing} {OutageAdvice.NothingAccepted}").ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var aborted = context.RequestAborted;
        using var limit = new CancellationTokenSource();
        await using var watch = IsCommand(context.Request) ? Watch(context.Request, limit) : null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, limit.Token);
        context.RequestAborted = either.Token;
        try
        {
            await next(context).ConfigureAwait(false);
            if (UnknownPath.Answer(context) is { } answer)
                await answer.ExecuteAsync(context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            context.RequestAborted = aborted;
            await AnswerAsync(context, e).ConfigureAwait(false);
        }
    }

    private ITimer Watch(HttpRequest request, CancellationTokenSource limit)
    {
        var (begun, needsBroker) = (time.GetTimestamp(), NeedsBroker(request));
        return time.CreateTimer(_ =>
        {
            if (reachability.Missing(needsBroker) is not null || time.GetElapsedTime(begun) >= CommandLimit)
                limit.Cancel();
        }, null, LossLimit, LossLimit);
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    /// <summary>What is read is read from the store. A sign of life, what became of work and an agent's leave are the store's alone: an agent loses nothing by a broker that it does not use.</summary>
    private static bool NeedsBroker(HttpRequest request) =>
        !IsRead(request) && !(request.Path.StartsWithSegments("/api/agents", out var rest) && rest.Value!.Split('/') switch
        {
            ["", _, "heartbeat" or "reports" or "drain"] => true,
            ["", { Length: > 0 }] => HttpMethods.IsDelete(request.Method),
            _ => false,
        });

    private static bool IsCommand(HttpRequest request) =>
        !IsRead(request) && !request.Path.StartsWithSegments("/api/dead-letters");

    private async Task AnswerAsync(HttpContext context, Exception failure)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return; // nobody reads the answer
        var (answer, level) = failure switch
        {
            SagaSchemaException e => (Answers.Of(TaskAnswers.StoredByNewer("Http", e.Key.Id, e)), LogLevel.Warning),
            SagaDamagedException e => (Answers.Rejected("Http", SagaDamagedException.Code, e.Message), LogLevel.Error),
            BadHttpRequestException e => (Answers.Rejected("Http", "malformed", e.Message), LogLevel.Debug),
            _ when reachability.IsOutage(failure) => (
                Unavailable($"{Reachability.Cause(failure)} {OutageAdvice.For(context.Request.Method, context.Request.Path)}"), LogLevel.Warning),
            _ => (Answers.Rejected("Http", "internal", "The host failed on this request; its log says how."), LogLevel.Error),
        };
        Failed(level, context.Request.Method, context.Request.Path, failure);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        await answer.ExecuteAsync(context).ConfigureAwait(false);
    }

    private static IResult Unavailable(string message) => Answers.Rejected("Http", "unavailable", $"{message} {OutageAdvice.Later}");

    [LoggerMessage(Message = "{Method} {Path} failed")]
    private partial void Failed(LogLevel level, string method, string path, Exception exception);
}
