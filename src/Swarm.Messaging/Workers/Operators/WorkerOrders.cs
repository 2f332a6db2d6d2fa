using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workers;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workers.Operators;

/// <summary>Commands for this host's pool, wherever they came from: judged, done, logged with before and after.</summary>
internal sealed partial class WorkerOrders(WorkerActions actions, HostIdentity host, ILogger<WorkerOrders> log)
{
    private const int MostWorkers = 1_000;

    private static readonly string[] Actions = ["start", "scale", "drain", "resume", "reset", "clear-alerts"];

    public static ManageWorkers Read(JsonElement message, List<Violation> found)
    {
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var command = new ManageWorkers
        {
            Action = fields.Text("action"), HostId = fields.Text("hostId"), Worker = fields.Text("worker"),
            Change = fields.Small("change"), Size = fields.Small("size"), OlderThanMs = fields.Whole("olderThanMs"),
        };
        // A worker that is not read would make it an order for all of them.
        fields.RefuseUnknown(nameof(ManageWorkers));
        Judge(command, found);
        return command;
    }

    /// <param name="who">For the log.</param>
    /// <returns><see cref="WorkersManaged"/> or <see cref="CommandRejected"/>.</returns>
    public object Carry(ManageWorkers command, string who)
    {
        if (Act(command) is not { } done)
            return new CommandRejected { Command = nameof(ManageWorkers), Code = "not_found", Message = $"There is no worker '{command.Worker}' in the pool of {host.HostId}." };
        Acted(who, done.Action, done.HostId, done.Before, done.After, done.What);
        return new WorkersManaged { HostId = done.HostId, Action = done.Action, What = done.What, Before = done.Before, After = done.After };
    }

    private static void Judge(ManageWorkers command, List<Violation> found)
    {
        if (command.Action is null || !Actions.Contains(command.Action))
            found.Add(new("action", PayloadRules.Cut(command.Action ?? ""), $"One of {string.Join(", ", Actions)}."));
        if (command.HostId is { } named)
            CommandRules.CheckId(named, "hostId", required: false, found, reserved: false);
        if (command.Action == "scale" && (command.Change is null) == (command.Size is null))
            found.Add(new("change", command.Change?.ToString(System.Globalization.CultureInfo.InvariantCulture), "Exactly one of change and size."));
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

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did {Action} on the worker pool of {HostId}: {Before} -> {After}: {What}")]
    private partial void Acted(string who, string action, string hostId, string before, string after, string what);
}
