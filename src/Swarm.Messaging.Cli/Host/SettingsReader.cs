using System.Text.Json;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Hosting;

namespace Swarm.Messaging.Cli.Host;

/// <summary>
/// One set of names for all three sources: <c>appsettings.json</c> in the working directory under <c>Swarm</c>, the environment as
/// <c>SWARM_TASKS__RETENTION</c>, and options, which win. Below all of them stands <see cref="ServiceEnvironment"/>.
/// </summary>
internal static class SettingsReader
{
    public const string FileName = "appsettings.json";
    public const string EnvironmentPrefix = "SWARM_";
    private const int MaxPrefix = 64;
    private const string KeyPrefix = "Redis:KeyPrefix";

    /// <summary>The later wins.</summary>
    private static readonly string[] Layers = [ConfigurationSources.Environment, ConfigurationSources.File, ConfigurationSources.Environment, ConfigurationSources.CommandLine];

    /// <param name="options">From the command line, by name: <c>Broker</c>, <c>Http:Listen</c>, ... Null values count as not given.</param>
    /// <param name="variable">A variable of <see cref="ServiceEnvironment"/>; null: from the process's environment.</param>
    /// <exception cref="SettingsException">With everything that is wrong.</exception>
    public static HostSettings Read(IEnumerable<KeyValuePair<string, string?>> options, string? folder = null, Func<string, string?>? variable = null)
    {
        var file = new ConfigurationBuilder()
            .AddJsonFile(Path.GetFullPath(FileName, folder ?? Directory.GetCurrentDirectory()), optional: true, reloadOnChange: false);
        var failures = new List<string>();
        var told = new ConfigurationBuilder()
            .AddInMemoryCollection(ServiceEnvironment.Read(variable ?? Environment.GetEnvironmentVariable, failures))
            .AddConfiguration(Load(file).GetSection("Swarm"))
            .AddEnvironmentVariables(EnvironmentPrefix)
            .AddInMemoryCollection(options.Where(o => o.Value is not null).Reverse().DistinctBy(o => o.Key, StringComparer.OrdinalIgnoreCase)) // given twice: the last counts
            .Build();
        // Before anything is read, which gives times the form that all binding reads, in each of them.
        var names = told.Providers.Select(Names).ToList();
        foreach (var (shown, other) in SettingsSchema.Aliases.Where(alias => !names.Any(layer => layer.Contains(alias.Key))))
        {
            foreach (var layer in names.Where(layer => layer.Contains(other)))
                layer.Add(shown);
        }

        return Read(told, failures) with { Sources = new ConfigurationSources([.. Layers.Zip(names)]) };
    }

    public static HostSettings Read(IConfiguration configuration) => Read(configuration, []);

    private static HashSet<string> Names(IConfigurationProvider provider)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Collect(null);
        // The prefix of the host is Redis's, whatever else is said.
        names.Remove(KeyPrefix);
        return names;

        void Collect(string? parent)
        {
            foreach (var name in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase).Select(key => parent is null ? key : ConfigurationPath.Combine(parent, key)))
            {
                if (provider.TryGet(name, out _))
                    names.Add(name);
                Collect(name);
            }
        }
    }

    private static HostSettings Read(IConfiguration configuration, List<string> failures)
    {
        failures.AddRange(SettingsSchema.Check(configuration));
        var redis = configuration["Redis:Configuration"] ?? configuration["Redis"];
        RedisAddress.Check(redis, failures);
        var broker = Broker(configuration["Broker"], failures);
        var listen = configuration["Http:Listen"] ?? configuration["Listen"];
        var token = configuration["Http:Token"] ?? configuration["Token"];
        ListenAddress.Check(listen, token, failures);
        var prefix = configuration["Prefix"] ?? "";
        if (prefix.Length > MaxPrefix || !prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            failures.Add($"Prefix is '{prefix}'; it must be at most {MaxPrefix} characters of A-Z a-z 0-9 . _ -");
        if (failures.Count > 0)
            throw new SettingsException(failures);
        var logging = configuration.GetSection("Logging").Get<HostLogging>() ?? new HostLogging();
        return new HostSettings
        {
            Broker = broker,
            Redis = redis,
            Prefix = prefix,
            Data = configuration["Data"] ?? HostSettings.DefaultData,
            Listen = listen,
            Token = token,
            Durable = configuration.GetValue<bool>("Durable"),
            AllowUnsafe = configuration.GetValue<bool>("AllowUnsafe"),
            EventBridge = configuration.GetValue(nameof(SwarmOptions.EventBridge), true),
            QuorumQueues = configuration.GetValue<bool>(nameof(SwarmOptions.QuorumQueues)),
            Logging = logging,
            Sections = configuration,
        };
    }

    private static IConfigurationRoot Load(IConfigurationBuilder file)
    {
        try
        {
            return file.Build();
        }
        catch (InvalidDataException e)
        {
            throw new SettingsException([$"{FileName} cannot be read: {Reason(e.GetBaseException())}"]);
        }
    }

    // The parser counts from 0 and people from 1; what it says of the place stands in front.
    private static string Reason(Exception e) => e is JsonException { LineNumber: { } line } json
        ? $"line {line + 1}, byte {json.BytePositionInLine + 1}: {json.Message.Split(" LineNumber:", 2)[0]}"
        : e.Message;

    private static Uri? Broker(string? text, List<string> failures)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (BrokerAddress.Parse(text) is { } address)
            return address;
        failures.Add("Broker" + BrokerAddress.Fault(text));
        return null;
    }
}
