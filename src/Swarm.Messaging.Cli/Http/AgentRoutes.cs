using Swarm.Messaging.Agents;
using Swarm.Messaging.Agents.Catalog;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Http;

/// <summary>
/// Agents: the same commands as on the bus, and for those without a broker their work and their reports as well. A GET of work answers when there
/// is some, or empty after <c>wait</c> seconds.
/// </summary>
internal static class AgentRoutes
{
    private const int LongestWait = 60;
    private const int DefaultWait = 20;

    public static void MapAgents(this RouteGroupBuilder api)
    {
        api.MapGet("/agents", async (AgentStatus agents, CancellationToken cancellation) => Answers.Of(await agents.ReadAsync(cancellation)));
        api.MapGet("/agent-types", (AgentCatalog catalog) => Answers.Of(new AgentTypes(catalog.All)));
        api.MapPost("/agents", async (HttpContext http, CommandIntake intake) => Answers.Of(await intake.HandleAsync(
            nameof(RegisterAgent), await RequestBody.ReadAsync(http.Request, http.RequestAborted), TaskRoutes.Origin, http.RequestAborted)));
        api.MapPost("/agents/{id}/heartbeat", (string id, HttpContext http, CommandIntake intake) => CommandAsync(nameof(AgentHeartbeat), id, http, intake));
        api.MapPost("/agents/{id}/start", (string id, HttpContext http, CommandIntake intake) => CommandAsync(nameof(StartAttempts), id, http, intake));
        api.MapGet("/agents/{id}/work", WorkAsync);
        api.MapPost("/agents/{id}/reports", ReportAsync);
        api.MapPost("/agents/{id}/drain", (string id, HttpContext http, CommandIntake intake, AgentStatus agents, OperatorLog operators) =>
            ActAsync(nameof(DrainAgent), id, http, intake, agents, operators));
        api.MapPost("/agents/{id}/reset-breaker", (string id, HttpContext http, CommandIntake intake, AgentStatus agents, OperatorLog operators) =>
            ActAsync(nameof(ResetAgentBreaker), id, http, intake, agents, operators));
        api.MapDelete("/agents/{id}", (string id, HttpContext http, CommandIntake intake, AgentStatus agents, OperatorLog operators) =>
            ActAsync(nameof(DeregisterAgent), id, http, intake, agents, operators));
    }

    private static async Task<IResult> CommandAsync(string command, string id, HttpContext http, CommandIntake intake)
    {
        var body = CommandBody.With(
            await RequestBody.ReadAsync(http.Request, http.RequestAborted), "agentId", id, "the path", out var conflict);
        return conflict is not null
            ? Answers.Broken(command, [conflict])
            : Answers.Of(await intake.HandleAsync(command, body, TaskRoutes.Origin, http.RequestAborted));
    }

    private static async Task<IResult> ActAsync(
        string command, string id, HttpContext http, CommandIntake intake, AgentStatus agents, OperatorLog operators)
    {
        var body = CommandBody.With(
            await RequestBody.ReadAsync(http.Request, http.RequestAborted), "agentId", id, "the path", out var conflict);
        if (conflict is not null)
            return Answers.Broken(command, [conflict]);
        var before = await agents.StatusOfAsync(id, http.RequestAborted);
        var answer = await intake.HandleAsync(command, body, TaskRoutes.Origin, http.RequestAborted);
        operators.Acted(http, command, $"agent {id}", before, answer is AgentChanged changed ? $"{changed.Status}, breaker {changed.Breaker}" : before);
        return Answers.Of(answer);
    }

    private static async Task<IResult> WorkAsync(
        string id, HttpContext http, IAgentStore store, AgentMailboxes mailboxes, IHostApplicationLifetime lifetime)
    {
        var query = new QueryFields(http.Request.Query, "wait");
        var wait = query.Whole("wait", DefaultWait, 0, LongestWait);
        if (query.Found.Count > 0)
            return Answers.Broken(nameof(ExecuteTasks), query.Found);
        if (await store.GetAsync(id, http.RequestAborted) is null)
            return Answers.Of(AgentAnswers.NotFound(nameof(ExecuteTasks), id));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var mailbox = await mailboxes.OpenAsync(id, either.Token);
        var work = await mailbox.TakeAsync(TimeSpan.FromSeconds(wait), either.Token);
        if (http.RequestAborted.IsCancellationRequested)
            mailbox.Put(work);
        return Answers.Of(work);
    }

    /// <summary>Answers when the reports are stored: what was answered needs not be sent again. One that is wrong in itself keeps all others from being stored.</summary>
    private static async Task<IResult> ReportAsync(string id, HttpContext http, TaskReportsHandler reports, IAgentStore store)
    {
        var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        var parsed = ParsedBody.Of(body);
        if (parsed.Malformed is { } why)
            return Answers.Rejected(nameof(TaskReports), "malformed", why);
        if (await store.GetAsync(id, http.RequestAborted) is null)
            return Answers.Of(AgentAnswers.NotFound(nameof(TaskReports), id));
        var read = ReportReader.Read(body);
        var found = ReportRejections.Violations(parsed.Message, read);
        if (read.TargetId is { } named && named != id)
            found.Add(new Violation("targetId", PayloadRules.Cut(named), $"The same as in the path, '{id}', or left out."));
        if (found.Count > 0)
            return Answers.Broken(nameof(TaskReports), found);
        var refused = await reports.HandleAsync(read with { TargetId = id }, http.RequestAborted);
        return Answers.Of(new ReportsTaken(read.Reports.Count - refused.Count, refused));
    }
}

/// <param name="Taken">How many.</param>
/// <param name="Refused">Those that changed nothing, with the reason: they need not be sent again either.</param>
internal sealed record ReportsTaken(int Taken, IReadOnlyList<RefusedReport> Refused);

internal sealed record AgentTypes(IReadOnlyList<AgentType> Types);
