using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Swarm.Messaging.Configuration;

/// <summary>
/// What was set at run time, as this host knows it: read when the first options are made, then whenever somebody changes it. Values that
/// an options class refuses, because another version of the host stored them, do not count; the section then is as it was configured.
/// </summary>
internal sealed partial class RuntimeConfiguration(IServiceProvider services, ILogger<RuntimeConfiguration> log) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Lock telling = new();
    private Snapshot? current;
    private CancellationTokenSource change = new();

    public StoredConfiguration Stored => Current.Stored;

    private Snapshot Current
    {
        get
        {
            lock (gate)
                return current ??= new Snapshot(First());
        }
    }

    /// <summary>JSON by path for a section; empty when its options class would refuse it.</summary>
    public IReadOnlyDictionary<string, string> Usable(string section)
    {
        var now = Current;
        return now.Stored.Values.Keys.Any(k => k.StartsWith(section + ":", StringComparison.Ordinal))
            && now.Judged.GetOrAdd(section, name => Judge(name, now.Stored))
                ? now.Stored.Values
                : StoredConfiguration.Empty.Values;
    }

    public IChangeToken Changed()
    {
        lock (gate)
            return new CancellationChangeToken(change.Token);
    }

    /// <summary>
    /// Takes over what was read, unless something newer is known; options monitors then make their options anew. What is known when it
    /// returns is in effect: whoever finds that another took it over waits until all monitors have been told.
    /// </summary>
    /// <returns>True when it is new.</returns>
    public bool Take(StoredConfiguration read)
    {
        lock (telling)
        {
            CancellationTokenSource told;
            lock (gate)
            {
                // A store that was emptied starts again from 0.
                if (current?.Stored.Version is { } known && (read.Version == known || (read.Version < known && read.Version != 0)))
                    return false;
                current = new Snapshot(read);
                (told, change) = (change, new());
            }

            // Not disposed: who has its token may still register, and must be told that it is over.
            told.Cancel();
            return true;
        }
    }

    public void Dispose() => change.Dispose();

    private StoredConfiguration First()
    {
        try
        {
            return services.GetRequiredService<IConfigurationStore>().Read();
        }
        catch (Exception e)
        {
            // The watch reads it as soon as the store is there.
            NotRead(e);
            return StoredConfiguration.Empty;
        }
    }

    private bool Judge(string section, StoredConfiguration now)
    {
        try
        {
            // Not injected: sections make options, which ask for this.
            var known = services.GetServices<ConfigurationSection>().First(s => s.Name == section);
            foreach (var (field, rule) in known.Unreadable(now.Values))
                LeftOut(field.Path, now.Values[field.Path], rule, field.Path);
            known.Make(now.Values);
            return true;
        }
        catch (OptionsValidationException e)
        {
            Unusable(section, string.Join(" ", e.Failures));
            return false;
        }
    }

    private sealed record Snapshot(StoredConfiguration Stored)
    {
        /// <summary>Whether a section's values can be used, by section.</summary>
        public ConcurrentDictionary<string, bool> Judged { get; } = new(StringComparer.Ordinal);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was configured at run time could not be read yet; until then the settings of the start hold")]
    private partial void NotRead(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Setting} was set at run time to {Value}, which is left out: it must be {Rule}. To be rid of it: swarm config reset {Name}")]
    private partial void LeftOut(string setting, string value, string rule, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "What is stored for {Section} does not hold for this version of the host, and none of it is used: {Failures}")]
    private partial void Unusable(string section, string failures);
}
