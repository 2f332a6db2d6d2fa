using System.Text.Json;

namespace Swarm.Messaging.Wasm;

/// <summary>
/// Control messages are taken only with a valid signature and a fresh timestamp. Without a registered one the host has no key: it
/// refuses all of them and sends none.
/// </summary>
internal interface IControlSignature
{
    /// <summary>The message as it is to be sent; null when this host has no key.</summary>
    ReadOnlyMemory<byte>? Sign(object message);

    /// <summary>The message, when it may be acted on. A refused one is logged by whoever refuses it.</summary>
    /// <param name="source">Where it came from: the channel.</param>
    Task<JsonElement?> AcceptAsync(ReadOnlyMemory<byte> message, string source, CancellationToken cancellation);
}
