using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Submitting workflows, looking at their runs, and what callers do to them.</summary>
internal static class WorkflowRoutes
{
    public static void MapWorkflows(this RouteGroupBuilder api)
    {
        api.MapPost("/workflows", async (HttpContext http, CommandIntake intake) => Answers.Of(await intake.HandleAsync(
            nameof(SubmitWorkflow), await RequestBody.ReadAsync(http.Request, http.RequestAborted), new CommandOrigin("http"), http.RequestAborted)));
        api.MapGet("/workflows", ListAsync);
        api.MapGet("/workflows/{id}", GetAsync);
        Map(api, "cancel", nameof(CancelWorkflow));
        Map(api, "pause", nameof(PauseWorkflow));
        Map(api, "resume", nameof(ResumeWorkflow));
        Map(api, "rerun", nameof(RerunFrom));
        api.MapPost("/workflows/{id}/nodes/{node}/call", async (string id, string node, HttpContext http, CommandIntake intake) =>
            await CallAsync(id, node, await RequestBody.ReadAsync(http.Request, http.RequestAborted), new CommandOrigin("http"), intake, http.RequestAborted));
    }

    /// <summary>For callers without the token: what they send is signed, see <see cref="HookSignature"/>.</summary>
    public static void MapHooks(WebApplication app) => app.MapPost(
        $"{HookSignature.Path}/{{id}}/{{node}}", async (string id, string node, HttpContext http, CommandIntake intake, HookSignature signature) =>
        {
            var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
            return signature.Fault(id, node, http.Request.Headers, body) is { } fault
                ? Answers.Rejected(nameof(CallWorkflow), "unauthorized", fault)
                : await CallAsync(id, node, body, HookSignature.Origin(http.Request.Headers), intake, http.RequestAborted);
        });

    /// <summary>The body is the payload itself; empty: null. What is no JSON goes on as it came, for the intake to say so.</summary>
    private static async Task<IResult> CallAsync(string id, string node, ReadOnlyMemory<byte> body, CommandOrigin origin, CommandIntake intake, CancellationToken cancellation)
    {
        if (!body.IsEmpty && PayloadJson.Fault(body) is { } fault)
            return Broken(nameof(CallWorkflow), [new("payload", null, fault)], id);
        using var command = new MemoryStream();
        using (var writer = new Utf8JsonWriter(command))
        {
            writer.WriteStartObject();
            writer.WriteString("executionId", id);
            writer.WriteString("nodeId", node);
            writer.WritePropertyName("payload");
            writer.WriteRawValue(body.IsEmpty ? "null"u8 : body.Span);
            writer.WriteEndObject();
        }

        return Answers.Of(await intake.HandleAsync(nameof(CallWorkflow), command.ToArray(), origin, cancellation));
    }

    private static void Map(RouteGroupBuilder api, string action, string command) => api.MapPost(
        $"/workflows/{{id}}/{action}", async (string id, HttpContext http, CommandIntake intake, WorkflowQueries queries, OperatorLog operators) =>
        {
            var body = CommandBody.With(await RequestBody.ReadAsync(http.Request, http.RequestAborted), "executionId", id, "the path", out var conflict);
            if (conflict is not null)
                return Broken(command, [conflict], id);
            var before = WorkflowCommands.Judge(command, id, null) is null && await queries.LoadAsync(id, http.RequestAborted) is { } saga ? saga.CurrentState : "none";
            var answer = await intake.HandleAsync(command, body, new CommandOrigin("http"), http.RequestAborted);
            operators.Acted(http, action, id, before, answer is WorkflowChanged changed ? changed.State : before);
            return Answers.Of(answer);
        });

    private static IResult Broken(string command, IReadOnlyList<Violation> found, string id) => Answers.Of(WorkflowAnswers.OfRun(CommandRules.Reject(command, id, found)));

    private static async Task<IResult> ListAsync(HttpContext http, WorkflowQueries queries)
    {
        var query = new QueryFields(http.Request.Query, "state", "client", "cursor", "limit");
        var state = query.OneOf("state", WorkflowStates.All);
        var limit = query.Whole("limit", 50, 1, 1_000);
        if (query.Found.Count > 0)
            return Answers.Broken("ListWorkflows", query.Found);
        try
        {
            var (workflows, cursor) = await queries.ListAsync(state, query.Text("client"), query.Text("cursor"), limit, http.RequestAborted);
            return Answers.Of(new WorkflowList(workflows, cursor));
        }
        catch (ArgumentException e)
        {
            return Answers.Broken("ListWorkflows", [new("cursor", query.Text("cursor"), e.Message)]);
        }
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, WorkflowCommands commands, WorkflowWaits waits)
    {
        var query = new QueryFields(http.Request.Query, "results", "since", "wait");
        var results = query.Flag("results");
        var since = query.Whole("since", 0, 0, int.MaxValue);
        var wait = query.Whole("wait", 0, 0, WorkflowWaits.LongestSeconds);
        if (query.Found.Count > 0)
            return Broken(nameof(GetWorkflow), query.Found, id);
        if (wait > 0 && WorkflowCommands.Judge(nameof(GetWorkflow), id, null) is null)
            await waits.ChangeAsync(id, since, TimeSpan.FromSeconds(wait), http.RequestAborted);
        return Answers.Of(await commands.GetAsync(new GetWorkflow { ExecutionId = id, IncludeResults = results }, http.RequestAborted));
    }
}

/// <param name="Cursor">For the next page; absent when this was the last.</param>
internal sealed record WorkflowList(IReadOnlyList<WorkflowSummary> Workflows, string? Cursor);
