using System.Text.Json;
using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Running;

/// <summary>Writes messages to the pool, one after the other, from any thread. A host that is gone is not an error here: the reader sees it.</summary>
internal sealed class Outbox(Stream output, string workerId) : IDisposable
{
    private readonly Lock gate = new();
    private readonly FrameBuffer frame = new();

    public void Send<TState>(string type, TState state, Action<Utf8JsonWriter, TState> fields)
    {
        lock (gate)
        {
            var json = frame.Begin(type);
            json.WriteString(WireFields.WorkerId, workerId);
            fields(json, state);
            json.WriteNumber(WireFields.Timestamp, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            try
            {
                output.Write(frame.End().Span);
            }
            catch (IOException)
            {
                // The host has closed its end.
            }
        }
    }

    public void Dispose() => frame.Dispose();
}
