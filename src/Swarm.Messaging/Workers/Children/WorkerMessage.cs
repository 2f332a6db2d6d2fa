using System.Text.Json;
using Swarm.Messaging.Worker.Wire;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers.Children;

/// <summary>A message of a worker, read once. Fields that a message does not have are null.</summary>
internal struct WorkerMessage
{
    private const int DeepestJson = 256;

    /// <summary>More is of no worker: it would overflow where it is counted, or could not be stored.</summary>
    private const double GreatestNumber = 1e18;

    public string Type { get; private set; }

    public string? TaskId { get; private set; }

    public string? LeaseToken { get; private set; }

    public byte[]? Result { get; private set; }

    public double DurationMs { get; private set; }

    public string? Message { get; private set; }

    public string? Stack { get; private set; }

    public string? Code { get; private set; }

    public bool Retryable { get; private set; }

    public bool Fatal { get; private set; }

    public string? Level { get; private set; }

    public double? Fraction { get; private set; }

    public double MemoryMb { get; private set; }

    public WorkerVitals Vitals { get; private set; }

    public IReadOnlyList<string> Types { get; private set; }

    /// <exception cref="FrameException">It is no message.</exception>
    public static WorkerMessage Read(ReadOnlySpan<byte> frame)
    {
        try
        {
            var json = new Utf8JsonReader(frame, new JsonReaderOptions { MaxDepth = DeepestJson });
            var message = new WorkerMessage { Type = "", Types = [], Retryable = true };
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                throw new JsonException("an object is expected");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                message.ReadField(ref json, frame);
            if (message.Type.Length == 0)
                throw new JsonException("the field type is missing");
            if (json.BytesConsumed < frame.Length && json.Read())
                throw new JsonException("something follows the object");
            return message;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new FrameException($"A message of {frame.Length} bytes cannot be read: {e.Message}", e);
        }
    }

    private void ReadField(ref Utf8JsonReader json, ReadOnlySpan<byte> frame)
    {
        if (json.ValueTextEquals("result"u8))
        {
            json.Read();
            Result = Raw(ref json, frame);
            return;
        }

        var name = json.GetString();
        json.Read();
        switch (name)
        {
            case "type": Type = json.GetString() ?? ""; break;
            case "taskId": TaskId = json.GetString(); break;
            case "leaseToken": LeaseToken = json.GetString(); break;
            case "duration": DurationMs = Number(ref json); break;
            case "message" or "text": Message = json.GetString(); break;
            case "level": Level = json.GetString(); break;
            case "fatal": Fatal = json.TokenType == JsonTokenType.True; break;
            case "fraction": Fraction = Number(ref json); break;
            case "memoryMB": MemoryMb = Number(ref json); break;
            case "error" when json.TokenType == JsonTokenType.StartObject: ReadError(ref json); break;
            case "memoryUsage" when json.TokenType == JsonTokenType.StartObject: ReadMemory(ref json); break;
            case "cpuUsage" when json.TokenType == JsonTokenType.StartObject: ReadCpu(ref json); break;
            case "types" when json.TokenType == JsonTokenType.StartArray: ReadTypes(ref json); break;
            default: json.Skip(); break;
        }
    }

    private static double Number(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.Number)
            return 0;
        return json.TryGetDouble(out var number) && Math.Abs(number) <= GreatestNumber ? number : throw new FormatException("a number in it is out of range");
    }

    private static byte[] Raw(ref Utf8JsonReader json, ReadOnlySpan<byte> frame)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return frame[start..(int)json.BytesConsumed].ToArray();
    }

    private void ReadError(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            switch (name)
            {
                case "message": Message = json.GetString(); break;
                case "stack": Stack = json.GetString(); break;
                case "code" when json.TokenType == JsonTokenType.String: Code = json.GetString(); break;
                case "retryable": Retryable = json.TokenType != JsonTokenType.False; break;
                default: json.Skip(); break;
            }
        }
    }

    private void ReadMemory(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isResident = json.ValueTextEquals("rss"u8);
            json.Read();
            if (isResident)
                Vitals = Vitals with { MemoryBytes = (long)Number(ref json) };
            else
                json.Skip();
        }
    }

    private void ReadCpu(ref Utf8JsonReader json)
    {
        var microseconds = 0.0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            json.Read();
            microseconds += Number(ref json);
            json.Skip();
        }

        Vitals = Vitals with { CpuTime = TimeSpan.FromMicroseconds(microseconds) };
    }

    private void ReadTypes(ref Utf8JsonReader json)
    {
        var types = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.String)
                types.Add(json.GetString()!);
            else
                json.Skip();
        }

        Types = types;
    }
}
