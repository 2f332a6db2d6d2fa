using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Intake;

/// <summary>Keeps what was refused before it reached a saga, and says so in the log, without its content.</summary>
internal sealed partial class RejectedInputLog(IRejectedInputs store, ILogger<RejectedInputLog> log)
{
    private const int LongestReason = 400;

    /// <summary>Broken input, as against a good command that came at the wrong moment.</summary>
    public static bool IsBroken(CommandRejected rejection) =>
        rejection.Code is not ("not_found" or "wrong_state" or "backlog_full" or "id_conflict" or "duplicate_task" or "unavailable");

    /// <param name="reason">For the log, of inputs that nobody is answered about.</param>
    public async Task AddAsync(
        CommandRejected rejection, ReadOnlyMemory<byte> body, CommandOrigin origin, CancellationToken cancellation, string? reason = null)
    {
        var id = $"r-{Guid.CreateVersion7():N}";
        if (reason is null)
            Rejected(rejection.Command, origin.Source, rejection.Code, body.Length, id);
        else
            RejectedFor(rejection.Command, origin.Source, rejection.Code, body.Length, Line(reason), id);
        await store.AddAsync(
            new RejectedInput
            {
                Id = id,
                Source = origin.Source,
                Code = rejection.Code,
                Message = rejection.Message,
                Violations = JsonSerializer.Serialize(rejection.Violations, WireJson.Options),
                BodyPreview = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, RejectedInput.PreviewBytes)]),
                BodyBytes = body.Length,
                MessageId = origin.MessageId,
            },
            cancellation).ConfigureAwait(false);
    }

    private static string Line(string reason) => (reason.Length > LongestReason ? reason[..LongestReason] + "..." : reason).ReplaceLineEndings(" ");

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Command} from {Source} was rejected ({Code}, {Bytes} bytes): kept as {RejectedId}")]
    private partial void Rejected(string command, string source, string code, int bytes, string rejectedId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Command} from {Source} was rejected ({Code}, {Bytes} bytes): {Reason} Kept as {RejectedId}")]
    private partial void RejectedFor(string command, string source, string code, int bytes, string reason, string rejectedId);
}
