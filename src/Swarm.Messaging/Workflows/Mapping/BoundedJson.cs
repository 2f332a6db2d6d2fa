using System.Buffers;
using System.Text.Json;

namespace Swarm.Messaging.Workflows.Mapping;

/// <summary>
/// JSON put together of a run's values, counted while it is written: a few references to a large value make more than fits into memory long
/// before anybody could measure the whole.
/// </summary>
internal static class BoundedJson
{
    /// <param name="what">For the error, e.g. <c>configuration</c>.</param>
    /// <param name="most">Bytes. Past it: <see cref="NodeConfigurationException"/> with the type <c>too_large</c>.</param>
    public static JsonElement Write(string what, int most, Action<Utf8JsonWriter> write)
    {
        try
        {
            var bytes = new Buffer(what, most);
            using var writer = new Utf8JsonWriter(bytes);
            write(writer);
            writer.Flush();
            return JsonElement.Parse(bytes.Written);
        }
        catch (JsonException e)
        {
            throw new NodeConfigurationException("too_deep", $"The {what} cannot be carried as JSON once the run's values are in it: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new NodeConfigurationException("bad_configuration", $"The {what} cannot be written as JSON once the run's values are in it: {e.Message}", e);
        }
    }

    private sealed class Buffer(string what, int most) : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> inner = new();
        private bool isFull;

        public ReadOnlySpan<byte> Written => inner.WrittenSpan;

        public void Advance(int count)
        {
            // A writer that is left writes what it still has.
            if (isFull)
                return;
            isFull = inner.WrittenCount + count > most;
            if (!isFull)
                inner.Advance(count);
            else
                throw new NodeConfigurationException("too_large", $"The {what} has more than {most} bytes once the run's values are in it: take less of the run, by inputs and $from, or put more somewhere else and pass a reference.");
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);
    }
}
