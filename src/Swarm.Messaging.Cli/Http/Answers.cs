using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Http;

/// <summary>What the product answers, as HTTP: the same documents as on the bus, and a status code.</summary>
internal static class Answers
{
    /// <summary>A queue that is full empties at the pace of its targets; asking again sooner only adds load.</summary>
    private const int RetryAfterSeconds = 5;

    /// <param name="answer">As the intake or a query gave it.</param>
    public static IResult Of(object answer) => answer switch
    {
        CommandRejected rejected => new Answer(rejected, StatusOf(rejected.Code)),
        SubmissionAccepted accepted => new Answer(accepted, accepted.Duplicate ? StatusCodes.Status200OK : StatusCodes.Status202Accepted),
        WorkflowAccepted accepted => new Answer(accepted, accepted.Duplicate ? StatusCodes.Status200OK : StatusCodes.Status202Accepted),
        TasksSubmitted many => new Answer(
            many, many.Results.Any(r => r.Accepted is { Duplicate: false }) ? StatusCodes.Status202Accepted : StatusCodes.Status200OK),
        _ => new Answer(answer, StatusCodes.Status200OK),
    };

    public static IResult Rejected(string command, string code, string message) =>
        Of(new CommandRejected { Command = command, Code = code, Message = message });

    public static IResult Broken(string command, IReadOnlyList<Violation> found, string? taskId = null) =>
        Of(CommandRules.Reject(command, taskId, found));

    private static int StatusOf(string code) => code switch
    {
        "not_found" => StatusCodes.Status404NotFound,
        "method_not_allowed" => StatusCodes.Status405MethodNotAllowed,
        "id_conflict" or "duplicate_task" or "dependency_cycle" or "wrong_state" or "no_parties" or "session_bound" or "session_busy" or "agent_in_use" or "insufficient_resources" or "host_taken" or "host_in_use" or "unknown_host" => StatusCodes.Status409Conflict,
        "too_large" => StatusCodes.Status413PayloadTooLarge,
        "backlog_full" or "inbox_full" => StatusCodes.Status429TooManyRequests,
        "unauthorized" => StatusCodes.Status401Unauthorized,
        "unavailable" => StatusCodes.Status503ServiceUnavailable,
        "internal" or SagaDamagedException.Code => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>JSON by the answer's own type.</summary>
    private sealed class Answer(object document, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
                httpContext.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
            // What is decided is told, even when the time for deciding is over: given up half-written, it would be followed by the answer of an outage.
            return httpContext.Response.WriteAsJsonAsync(document, document.GetType(), WireJson.Answers, CancellationToken.None);
        }
    }
}
