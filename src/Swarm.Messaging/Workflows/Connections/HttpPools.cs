using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Workflows.Connections;

/// <summary>
/// The HTTP connections of this host's nodes, by scheme, host and port: how many are open and busy says the runtime that pools them, how many
/// requests they served and how long these took is measured here.
/// </summary>
internal sealed class HttpPools : IMeterFactory
{
    private const string OpenConnections = "http.client.open_connections";

    /// <summary>A pool without a connection is forgotten when it was not asked for so long.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Pool> pools = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentBag<Meter> meters = [];
    private readonly MeterListener listener = new();
    private readonly TimeProvider time;

    public HttpPools(TimeProvider time)
    {
        this.time = time;
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == OpenConnections && ReferenceEquals(instrument.Meter.Scope, this))
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, change, tags, _) => Changed((int)change, tags));
        listener.Start();
    }

    /// <summary>Of the handler's own: no other HTTP client of the process is counted.</summary>
    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(new MeterOptions(options.Name) { Version = options.Version, Tags = options.Tags, Scope = this });
        meters.Add(meter);
        return meter;
    }

    public void Served(Uri address, TimeSpan took)
    {
        var pool = Of(Name(address.Scheme, address.Host, address.Port));
        lock (pool)
        {
            pool.Served++;
            pool.Times.Add(took.TotalMilliseconds);
            pool.UsedAt = time.GetTimestamp();
        }
    }

    public IReadOnlyList<ConnectionPool> Report(int most) => [.. pools.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p =>
    {
        lock (p.Value)
        {
            return new ConnectionPool
            {
                Name = p.Key, Kind = "http", Active = p.Value.Active, Idle = p.Value.Idle, Total = p.Value.Active + p.Value.Idle, Most = most,
                Served = p.Value.Served, AverageMs = Math.Round(p.Value.Times.Value, 3),
            };
        }
    })];

    /// <returns>How many pools were forgotten.</returns>
    public int CleanUp()
    {
        var gone = 0;
        foreach (var (name, pool) in pools)
        {
            lock (pool)
            {
                if (pool.Active + pool.Idle == 0 && time.GetElapsedTime(pool.UsedAt) > Kept && pools.TryRemove(name, out _))
                    gone++;
            }
        }

        return gone;
    }

    public void Dispose()
    {
        listener.Dispose();
        foreach (var meter in meters)
            meter.Dispose();
    }

    private static string Name(string scheme, string host, int port) => $"{scheme}://{host}:{port}";

    private Pool Of(string name) => pools.GetOrAdd(name, static (_, now) => new Pool { UsedAt = now }, time.GetTimestamp());

    private void Changed(int change, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (scheme, host, state, port) = ("", "", "", 0);
        foreach (var (key, value) in tags)
        {
            switch (key)
            {
                case "url.scheme":
                    scheme = value as string ?? "";
                    break;
                case "server.address":
                    host = value as string ?? "";
                    break;
                case "server.port":
                    port = value as int? ?? 0;
                    break;
                case "http.connection.state":
                    state = value as string ?? "";
                    break;
            }
        }

        if (port == 0)
            port = scheme == Uri.UriSchemeHttps ? 443 : 80;
        var pool = Of(Name(scheme, host, port));
        lock (pool)
        {
            if (state == "idle")
                pool.Idle += change;
            else
                pool.Active += change;
        }
    }

    private sealed class Pool
    {
        public int Active { get; set; }

        public int Idle { get; set; }

        public long Served { get; set; }

        public RecentAverage Times { get; } = new();

        public long UsedAt { get; set; }
    }
}
