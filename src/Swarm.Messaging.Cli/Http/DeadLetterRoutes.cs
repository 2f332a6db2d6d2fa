using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Tasks that were given up: looking, running again, forgetting.</summary>
internal static class DeadLetterRoutes
{
    public static void MapDeadLetters(this RouteGroupBuilder api)
    {
        api.MapGet("/dead-letters", ListAsync);
        api.MapGet("/dead-letters/{id}", async (string id, TaskQueries queries, CancellationToken cancellation) =>
            Answers.Of((object?)CommandRules.Judge(new GetTask { TaskId = id })
                ?? (await queries.GetAsync(id, includePayload: true, cancellation) switch
                {
                    { State: TaskStates.DeadLettered } task => task,
                    { } other => TaskAnswers.NotDeadLettered(id, other.State, "GetDeadLetter", "looked at here; swarm task shows any."),
                    null => TaskAnswers.NotFound("GetDeadLetter", id),
                })));
        api.MapPost("/dead-letters/{id}/replay", ReplayAsync);
        api.MapPost("/dead-letters/replay", ReplayManyAsync);
        api.MapPost("/dead-letters/purge", PurgeAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, TaskQueries queries, IRejectedInputs rejected)
    {
        var query = new QueryFields(http.Request.Query, "client", "cursor", "limit");
        var limit = query.Whole("limit", 50, 1, 200);
        if (query.Found.Count > 0)
            return Answers.Broken("ListDeadLetters", query.Found);
        try
        {
            var (tasks, cursor) = await queries.ListAsync(
                TaskStates.DeadLettered, query.Text("client"), query.Text("cursor"), limit, http.RequestAborted);
            var details = await Task.WhenAll(tasks.Select(t => queries.GetAsync(t.TaskId, includePayload: false, http.RequestAborted)));
            return Answers.Of(new DeadLetterList(
                [.. details.OfType<TaskDetails>()],
                cursor,
                (await queries.CountAsync(http.RequestAborted)).GetValueOrDefault(TaskStates.DeadLettered),
                await rejected.CountAsync(http.RequestAborted)));
        }
        catch (ArgumentException e)
        {
            return Answers.Broken("ListDeadLetters", [new("cursor", query.Text("cursor"), e.Message)]);
        }
    }

    private static async Task<IResult> ReplayAsync(string id, HttpContext http, CommandIntake intake, OperatorLog operators)
    {
        var body = CommandBody.With(
            await RequestBody.ReadAsync(http.Request, http.RequestAborted), "taskId", id, "the path", out var conflict);
        if (conflict is not null)
            return Answers.Broken(nameof(ReplayTask), [conflict], id);
        var answer = await intake.HandleAsync(nameof(ReplayTask), body, TaskRoutes.Origin, http.RequestAborted);
        if (answer is CommandDone done)
            operators.Acted(http, "replay", id, TaskStates.DeadLettered, done.State);
        return Answers.Of(answer);
    }

    private static async Task<IResult> ReplayManyAsync(HttpContext http, DeadLetterActions actions, OperatorLog operators)
    {
        var found = new List<Violation>();
        if (Selection.Read(await RequestBody.ReadAsync(http.Request, http.RequestAborted), found, ages: false) is not { } selection)
            return Answers.Broken("ReplayDeadLetters", found);
        var result = await actions.ReplayAsync(selection, http.RequestAborted);
        operators.Acted(http, "replay", $"{result.Done + result.Refused.Count} dead letters", TaskStates.DeadLettered, $"{result.Done} replayed");
        return Answers.Of(result);
    }

    private static async Task<IResult> PurgeAsync(HttpContext http, DeadLetterActions actions, OperatorLog operators)
    {
        var found = new List<Violation>();
        if (Selection.Read(await RequestBody.ReadAsync(http.Request, http.RequestAborted), found, ages: true) is not { } selection)
            return Answers.Broken("PurgeDeadLetters", found);
        var result = await actions.PurgeAsync(selection, http.RequestAborted);
        operators.Acted(http, "purge", $"{result.Done + result.Refused.Count} dead letters", TaskStates.DeadLettered, $"{result.Done} deleted");
        return Answers.Of(result);
    }
}

/// <param name="Total">All dead-lettered tasks.</param>
/// <param name="RejectedInputs">Broken input that reached no task; listed at <c>/api/rejected</c>.</param>
internal sealed record DeadLetterList(IReadOnlyList<TaskDetails> Tasks, string? Cursor, long Total, long RejectedInputs);
