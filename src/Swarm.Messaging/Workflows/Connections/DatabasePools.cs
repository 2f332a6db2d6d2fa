using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Swarm.Messaging.Workflows.Connections;

/// <summary>How many connections Npgsql keeps open and unused, by the name of the data source: the driver measures it, here it is heard.</summary>
internal sealed class DatabasePools : IDisposable
{
    private const string Connections = "db.client.connection.count";

    private readonly ConcurrentDictionary<string, int> idle = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();

    public DatabasePools()
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "Npgsql" && instrument.Name == Connections)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, count, tags, _) => Keep(count, tags));
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => Keep((int)count, tags));
        listener.Start();
    }

    /// <returns>Null where nothing is said of a source of that name.</returns>
    public int? Idle(string source)
    {
        listener.RecordObservableInstruments();
        return idle.TryGetValue(source, out var count) ? count : null;
    }

    public void Dispose() => listener.Dispose();

    private void Keep(int count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? pool = null;
        var isIdle = false;
        foreach (var (key, value) in tags)
        {
            if (key == "db.client.connection.pool.name")
                pool = value as string;
            else if (key == "db.client.connection.state")
                isIdle = value as string == "idle";
        }

        if (isIdle && pool is not null)
            idle[pool] = count;
    }
}
