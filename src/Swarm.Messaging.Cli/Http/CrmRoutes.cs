using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Http;

/// <summary>CRM tasks: the commands of the bus, the catalogue of operations, and who does what.</summary>
internal static class CrmRoutes
{
    public static void MapCrm(this RouteGroupBuilder api)
    {
        api.MapPost("/crm/tasks", (HttpContext http, CommandIntake intake) => SubmitAsync(nameof(SubmitCrmTask), http, intake));
        api.MapPost("/crm/tasks/bulk", (HttpContext http, CommandIntake intake) => SubmitAsync(nameof(SubmitCrmTasks), http, intake));
        api.MapPost("/crm/tasks/{id}/approve", ApproveAsync);
        api.MapGet("/crm/operations", (CrmCatalog catalog) => Answers.Of(new CrmOperations(catalog.All)));
        api.MapGet("/crm/assignments/{taskId}", async (string taskId, CrmAssignments assignments, CancellationToken cancellation) =>
            Answers.Of((object?)CommandRules.Judge(new GetTask { TaskId = taskId })
                ?? (object?)await assignments.OfTaskAsync(taskId, cancellation)
                ?? new CommandRejected { Command = "GetAssignment", TaskId = taskId, Code = "not_found", Message = $"No agent has the CRM task {taskId} now." }));
        api.MapGet("/crm/agents/{agentId}/assignments", async (string agentId, CrmAssignments assignments, CancellationToken cancellation) =>
            Answers.Of(new AssignmentList(await assignments.OfAgentAsync(agentId, cancellation))));
    }

    private static async Task<IResult> SubmitAsync(string command, HttpContext http, CommandIntake intake) => Answers.Of(await intake.HandleAsync(
        command, await RequestBody.ReadAsync(http.Request, http.RequestAborted), TaskRoutes.Origin, http.RequestAborted));

    private static async Task<IResult> ApproveAsync(string id, HttpContext http, CommandIntake intake, TaskQueries queries, OperatorLog operators)
    {
        var body = CommandBody.With(await RequestBody.ReadAsync(http.Request, http.RequestAborted), "taskId", id, "the path", out var conflict);
        if (conflict is not null)
            return Answers.Broken(nameof(ApproveTask), [conflict], id);
        if (!ParsedBody.Of(body).Message.TryGetProperty("by", out _))
            body = CommandBody.With(body, "by", OperatorLog.Who(http), "the header", out _);
        var before = await TaskRoutes.StateOf(id, queries, http.RequestAborted);
        var answer = await intake.HandleAsync(nameof(ApproveTask), body, TaskRoutes.Origin, http.RequestAborted);
        operators.Acted(http, "approve", id, before, answer is CommandDone done ? done.State : before);
        return Answers.Of(answer);
    }
}

internal sealed record CrmOperations(IReadOnlyList<CrmOperation> Operations);

internal sealed record AssignmentList(IReadOnlyList<CrmAssignment> Assignments);
