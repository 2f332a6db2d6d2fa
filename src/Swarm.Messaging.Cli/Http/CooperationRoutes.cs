using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Resources;

namespace Swarm.Messaging.Cli.Http;

/// <summary>What swarms do with each other: messages, tasks, resources, conflicts. Each route is a command of the bus, but the status of the pools.</summary>
internal static class CooperationRoutes
{
    private const int MostMessages = 1_000;

    public static void MapCooperation(this RouteGroupBuilder api)
    {
        api.MapPost("/swarm-messages", (HttpContext http, CommandIntake intake) => HandleAsync(nameof(SendSwarmMessage), http, intake));
        api.MapPost("/swarm-messages/broadcasts", (HttpContext http, CommandIntake intake) => HandleAsync(nameof(BroadcastSwarmMessage), http, intake));
        api.MapGet("/swarm-messages/history/{channel}", async (string channel, HttpContext http, CommandIntake intake) =>
        {
            var query = new QueryFields(http.Request.Query, "limit");
            var get = new GetSwarmMessages { Channel = channel, Limit = query.Whole("limit", 100, 1, MostMessages) };
            return query.Found.Count > 0
                ? Answers.Broken(nameof(GetSwarmMessages), query.Found)
                : await HandleAsync(nameof(GetSwarmMessages), JsonSerializer.SerializeToUtf8Bytes(get, JsonSerializerOptions.Web), http, intake);
        });
        api.MapPost("/swarm-tasks", (HttpContext http, CommandIntake intake) => HandleAsync(nameof(DistributeSwarmTask), http, intake));
        api.MapGet("/swarm-tasks/{id}", (string id, HttpContext http, CommandIntake intake) =>
            HandleAsync(nameof(GetSwarmTask), JsonSerializer.SerializeToUtf8Bytes(new GetSwarmTask { TaskId = id }, JsonSerializerOptions.Web), http, intake));
        api.MapPost("/conflicts", (HttpContext http, CommandIntake intake) => HandleAsync(nameof(ResolveConflict), http, intake));
        api.MapGet("/resources", async (ResourceStatus resources, CancellationToken cancellation) => Answers.Of(await resources.ReadAsync(cancellation)));
        api.MapPut("/resources/{type}", (string type, HttpContext http, CommandIntake intake) => OfTypeAsync(nameof(SetResourcePool), type, http, intake));
        api.MapPost("/resources/{type}/allocations", (string type, HttpContext http, CommandIntake intake) => OfTypeAsync(nameof(AllocateResource), type, http, intake));
        api.MapPost("/resources/{type}/releases", (string type, HttpContext http, CommandIntake intake) => OfTypeAsync(nameof(ReleaseResource), type, http, intake));
    }

    private static async Task<IResult> HandleAsync(string command, HttpContext http, CommandIntake intake) =>
        await HandleAsync(command, await RequestBody.ReadAsync(http.Request, http.RequestAborted), http, intake);

    private static async Task<IResult> OfTypeAsync(string command, string type, HttpContext http, CommandIntake intake)
    {
        var body = CommandBody.With(await RequestBody.ReadAsync(http.Request, http.RequestAborted), "resourceType", type, "the path", out var conflict);
        return conflict is not null ? Answers.Broken(command, [conflict]) : await HandleAsync(command, body, http, intake);
    }

    private static async Task<IResult> HandleAsync(string command, ReadOnlyMemory<byte> body, HttpContext http, CommandIntake intake) =>
        Answers.Of(await intake.HandleAsync(command, body, new CommandOrigin(OperatorLog.Who(http)), http.RequestAborted));
}
