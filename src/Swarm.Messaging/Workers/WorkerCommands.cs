using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workers;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workers;

/// <summary>Operators' actions that come over the bus: judged, done, logged with before and after.</summary>
internal sealed partial class WorkerCommands(WorkerActions actions, HostIdentity host, ILogger<WorkerCommands> log) : ICommandSet
{
    private const int MostWorkers = 1_000;

    private static readonly string[] Actions = ["start", "scale", "drain", "resume", "reset", "clear-alerts"];

    public IReadOnlyCollection<CommandQueue> Queues { get; } = [new(nameof(ManageWorkers), SwarmNames.ManageWorkers, 1)];

    /// <returns><see cref="WorkersManaged"/> or <see cref="CommandRejected"/>.</returns>
    public Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation) =>
        Task.FromResult(Handle(message, origin));

    private object Handle(JsonElement message, CommandOrigin origin)
    {
        var found = new List<Violation>();
        var command = Read(message, found);
        Judge(command, found);
        if (found.Count > 0)
            return CommandRules.Reject(nameof(ManageWorkers), null, found);
        if (Act(command) is not { } done)
            return new CommandRejected { Command = nameof(ManageWorkers), Code = "not_found", Message = $"There is no worker '{command.Worker}' in the pool of {host.HostId}." };
        Acted(origin.Source, done.Action, done.HostId, done.Before, done.After, done.What);
        return new WorkersManaged { HostId = done.HostId, Action = done.Action, What = done.What, Before = done.Before, After = done.After };
    }

    private static ManageWorkers Read(JsonElement message, List<Violation> found)
    {
        var fields = new JsonFields(message, "", found);
        return new ManageWorkers
        {
            Action = fields.Text("action"), HostId = fields.Text("hostId"), Worker = fields.Text("worker"),
            Change = fields.Small("change"), Size = fields.Small("size"), OlderThanMs = fields.Whole("olderThanMs"),
        };
    }

    private void Judge(ManageWorkers command, List<Violation> found)
    {
        if (command.Action is null || !Actions.Contains(command.Action))
            found.Add(new("action", PayloadRules.Cut(command.Action ?? ""), $"One of {string.Join(", ", Actions)}."));
        if (command.HostId is { } named && named != host.HostId)
            found.Add(new("hostId", PayloadRules.Cut(named), $"This is {host.HostId}, which took the command; another host's pool is reached by its HTTP API.", "wrong_host"));
        if (command.Action == "scale" && (command.Change is null) == (command.Size is null))
            found.Add(new("change", null, "Exactly one of change and size."));
        if (command.Change is 0 or < -MostWorkers or > MostWorkers)
            found.Add(new("change", $"{command.Change}", $"A whole number from -{MostWorkers} to {MostWorkers}, and not 0."));
        if (command.Size is < 1 or > MostWorkers)
            found.Add(new("size", $"{command.Size}", $"A whole number from 1 to {MostWorkers}."));
        if (command.OlderThanMs is < 0)
            found.Add(new("olderThanMs", $"{command.OlderThanMs}", "Milliseconds, 0 or more."));
    }

    private WorkerActionDone? Act(ManageWorkers command) => command.Action switch
    {
        "start" => actions.Start(),
        "scale" => command.Size is { } size ? actions.ScaleTo(size) : actions.Scale(command.Change!.Value),
        "drain" => actions.Drain(command.Worker),
        "resume" => actions.Resume(),
        "reset" => actions.Reset(command.Worker),
        _ => actions.ClearAlerts(command.OlderThanMs is { } age ? TimeSpan.FromMilliseconds(age) : null),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Source} did {Action} on worker pool of {HostId}: {Before} -> {After}: {What}")]
    private partial void Acted(string source, string action, string hostId, string before, string after, string what);
}
