using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>
/// Moves what outside writers have put into <c>swarm:tasks:queue</c> into the backlog: first stored under an id that its number and content decide, then
/// taken out. After a crash in between the same entry is stored again under the same id, which changes nothing. What is no task is told in the log
/// and taken out: it must not stand before those behind it.
/// </summary>
internal sealed partial class WorkIntake(ISwarmWork work, SwarmTaskReader reader, ILogger<WorkIntake> log)
{
    private const int AtATime = 100;

    /// <returns>How many entries were taken out.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var entries = await work.IntakeAsync(AtATime, cancellation).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            if (Read(entry) is { } order)
            {
                var became = await work.QueueAsync(order, cancellation).ConfigureAwait(false);
                if (became is WorkQueued.Full)
                    return 0; // it stays where it is until there is room
                if (SwarmWorkCommands.Refusal(order, became) is { } refused)
                    Refused(order.TaskId, refused.Message, Begin(entry));
            }

            if (!await work.TakenInAsync(entry, cancellation).ConfigureAwait(false))
                break; // another process is at them; from here on the numbers are others
        }

        return entries.Count;
    }

    private SwarmTaskOrder? Read(IntakeEntry entry)
    {
        var id = $"task_{Convert.ToHexStringLower(SHA256.HashData([.. BitConverter.GetBytes(entry.Number), .. entry.Json.Span]))[..32]}";
        string why;
        try
        {
            var parsed = ParsedBody.Of(entry.Json);
            var read = parsed.Fault is null ? reader.ReadEntry(parsed.Message, id) : null;
            if (read?.Order is { } order)
                return order;
            why = parsed.Malformed ?? read!.Rejected!.Message;
        }
        catch (Exception e) when (Defect.Is(e))
        {
            why = e.Message;
        }

        Refused(id, why, Begin(entry));
        return null;
    }

    private static string Begin(IntakeEntry entry) => Encoding.UTF8.GetString(entry.Json.Span[..Math.Min(entry.Json.Length, 200)]);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An entry of swarm:tasks:queue is no task of its own and was dropped: {TaskId}. {Reason} It begins: {Entry}")]
    private partial void Refused(string taskId, string reason, string entry);
}
