using Microsoft.Extensions.Primitives;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Submitting, looking at and cancelling tasks.</summary>
internal static class TaskRoutes
{
    private const string KeyHeader = "Idempotency-Key";

    public static void MapTasks(this RouteGroupBuilder api)
    {
        api.MapPost("/tasks", SubmitAsync);
        api.MapPost("/tasks/bulk", async (HttpContext http, CommandIntake intake) =>
            Answers.Of(await intake.HandleAsync(
                nameof(SubmitTasks), await RequestBody.ReadAsync(http.Request, http.RequestAborted), Origin, http.RequestAborted)));
        api.MapGet("/tasks", ListAsync);
        api.MapGet("/tasks/{id}", GetAsync);
        api.MapGet("/tasks/{id}/explain", async (string id, ITaskAccess tasks, CancellationToken cancellation) =>
            Answers.Of((object?)CommandRules.Judge(new GetTask { TaskId = id })
                ?? (object?)await tasks.ExplainAsync(id, cancellation) ?? TaskAnswers.NotFound("ExplainTask", id)));
        api.MapPost("/tasks/{id}/cancel", CancelAsync);
    }

    /// <summary>Each request is a message of its own: what a second one under the same task id says is compared, not taken for a repeat.</summary>
    internal static CommandOrigin Origin => new("http", $"http-{Guid.NewGuid():N}");

    private static async Task<IResult> SubmitAsync(HttpContext http, CommandIntake intake)
    {
        var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        if (http.Request.Headers.TryGetValue(KeyHeader, out StringValues key) && !body.IsEmpty)
        {
            body = CommandBody.With(body, "idempotencyKey", key.ToString(), $"the header {KeyHeader}", out var conflict);
            if (conflict is not null)
                return Answers.Broken(nameof(SubmitTask), [conflict]);
        }

        return Answers.Of(await intake.HandleAsync(nameof(SubmitTask), body, Origin, http.RequestAborted));
    }

    private static async Task<IResult> ListAsync(HttpContext http, TaskQueries queries)
    {
        var query = new QueryFields(http.Request.Query, "state", "client", "cursor", "limit");
        var state = query.OneOf("state", TaskStates.All);
        var limit = query.Whole("limit", 50, 1, 1_000);
        if (query.Found.Count > 0)
            return Answers.Broken("ListTasks", query.Found);
        try
        {
            var (tasks, cursor) = await queries.ListAsync(state, query.Text("client"), query.Text("cursor"), limit, http.RequestAborted);
            return Answers.Of(new TaskList(tasks, cursor));
        }
        catch (ArgumentException e)
        {
            return Answers.Broken("ListTasks", [new("cursor", query.Text("cursor"), e.Message)]);
        }
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, ITaskAccess tasks, TaskWaits waits)
    {
        var query = new QueryFields(http.Request.Query, "payload", "wait");
        var payload = query.Flag("payload");
        var wait = query.Whole("wait", 0, 0, TaskWaits.LongestSeconds);
        if (query.Found.Count > 0)
            return Answers.Broken(nameof(GetTask), query.Found, id);
        if (CommandRules.Judge(new GetTask { TaskId = id }) is { } rejected)
            return Answers.Of(rejected);
        if (wait > 0)
            await waits.EndAsync(id, TimeSpan.FromSeconds(wait), http.RequestAborted);
        return Answers.Of((object?)await tasks.GetAsync(id, payload, http.RequestAborted) ?? TaskAnswers.NotFound(nameof(GetTask), id));
    }

    private static async Task<IResult> CancelAsync(string id, HttpContext http, CommandIntake intake, TaskQueries queries, OperatorLog operators)
    {
        var body = CommandBody.With(
            await RequestBody.ReadAsync(http.Request, http.RequestAborted), "taskId", id, "the path", out var conflict);
        if (conflict is not null)
            return Answers.Broken(nameof(CancelTask), [conflict], id);
        var before = await StateOf(id, queries, http.RequestAborted);
        var answer = await intake.HandleAsync(nameof(CancelTask), body, Origin, http.RequestAborted);
        operators.Acted(http, "cancel", id, before, answer is CommandDone done ? done.State : before);
        return Answers.Of(answer);
    }

    internal static async Task<string> StateOf(string id, TaskQueries queries, CancellationToken cancellation) =>
        CommandRules.Judge(new GetTask { TaskId = id }) is null && await queries.LoadAsync(id, cancellation) is { } saga ? saga.CurrentState : "none";
}

/// <param name="Cursor">For the next page; absent when this was the last.</param>
internal sealed record TaskList(IReadOnlyList<TaskSummary> Tasks, string? Cursor);
