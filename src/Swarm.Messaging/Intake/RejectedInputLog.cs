using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Intake;

/// <summary>Keeps what was refused before it reached a saga, and says so in the log, without its content.</summary>
internal sealed partial class RejectedInputLog(IRejectedInputs store, ILogger<RejectedInputLog> log)
{
    /// <summary>Broken input, as against a good command that came at the wrong moment.</summary>
    public static bool IsBroken(CommandRejected rejection) =>
        rejection.Code is not ("not_found" or "wrong_state" or "backlog_full" or "id_conflict" or "unavailable");

    public async Task AddAsync(CommandRejected rejection, ReadOnlyMemory<byte> body, CommandOrigin origin, CancellationToken cancellation)
    {
        var id = $"r-{Guid.CreateVersion7():N}";
        Rejected(rejection.Command, origin.Source, rejection.Code, body.Length, id);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Command} from {Source} was rejected ({Code}, {Bytes} bytes): kept as {RejectedId}")]
    private partial void Rejected(string command, string source, string code, int bytes, string rejectedId);
}
