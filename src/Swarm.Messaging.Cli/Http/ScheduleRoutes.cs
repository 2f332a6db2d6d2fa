using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Recurring tasks and workflows: each route is the command of the bus.</summary>
internal static class ScheduleRoutes
{
    public static void MapSchedules(this RouteGroupBuilder api)
    {
        api.MapGet("/schedules", (HttpContext http, CommandIntake intake) => HandleAsync(http, intake, new ManageSchedules { Action = "list" }));
        api.MapGet("/schedules/{id}", (string id, HttpContext http, CommandIntake intake) => HandleAsync(http, intake, new ManageSchedules { Action = "list", ScheduleId = id }));
        api.MapPut("/schedules/{id}", SetAsync);
        api.MapDelete("/schedules/{id}", (string id, HttpContext http, CommandIntake intake) => HandleAsync(http, intake, new ManageSchedules { Action = "delete", ScheduleId = id }));
        foreach (var action in new[] { "pause", "resume", "run" })
            api.MapPost($"/schedules/{{id}}/{action}", (string id, HttpContext http, CommandIntake intake) => HandleAsync(http, intake, new ManageSchedules { Action = action, ScheduleId = id }));
    }

    /// <summary>The body is the definition itself; what cannot be read goes on as it came, for the intake to say so.</summary>
    private static async Task<IResult> SetAsync(string id, HttpContext http, CommandIntake intake)
    {
        var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        if (ParsedBody.Of(body) is { Fault: null, Message: var definition })
            body = JsonSerializer.SerializeToUtf8Bytes(new { action = "set", scheduleId = id, definition });
        return await HandleAsync(http, intake, body);
    }

    private static Task<IResult> HandleAsync(HttpContext http, CommandIntake intake, ManageSchedules command) =>
        HandleAsync(http, intake, JsonSerializer.SerializeToUtf8Bytes(command, WireJson.Options));

    private static async Task<IResult> HandleAsync(HttpContext http, CommandIntake intake, ReadOnlyMemory<byte> body) =>
        Answers.Of(await intake.HandleAsync(nameof(ManageSchedules), body, new CommandOrigin(OperatorLog.Who(http)), http.RequestAborted));
}
