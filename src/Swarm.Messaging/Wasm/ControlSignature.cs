using System.Text.Json;
using Swarm.Messaging.Control;

namespace Swarm.Messaging.Wasm;

/// <summary>The pool's control messages, signed and judged like all others.</summary>
internal sealed class ControlSignature(ControlMessages messages) : IControlSignature
{
    public ReadOnlyMemory<byte>? Sign(object message) => messages.CanSign ? messages.Sign(message) : (ReadOnlyMemory<byte>?)null; // without the cast null would become an empty message

    public async Task<JsonElement?> AcceptAsync(ReadOnlyMemory<byte> message, string source, CancellationToken cancellation) =>
        await messages.JudgeAsync(message, source, cancellation).ConfigureAwait(false) is ControlVerdict.Accepted accepted ? accepted.Message : null;
}
