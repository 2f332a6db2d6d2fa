using System.Text.Json;
using Swarm.Messaging.Cli.Arguments;
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

    /// <param name="options">From the command line, by name: <c>Broker</c>, <c>Http:Listen</c>, ... Null values count as not given.</param>
    /// <param name="variable">A variable of <see cref="ServiceEnvironment"/>; null: from the process's environment.</param>
    /// <exception cref="SettingsException">With everything that is wrong.</exception>
    public static HostSettings Read(IEnumerable<KeyValuePair<string, string?>> options, string? folder = null, Func<string, string?>? variable = null)
    {
        var file = new ConfigurationBuilder()
            .AddJsonFile(Path.GetFullPath(FileName, folder ?? Directory.GetCurrentDirectory()), optional: true, reloadOnChange: false);
        var failures = new List<string>();
        return Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(ServiceEnvironment.Read(variable ?? Environment.GetEnvironmentVariable, failures))
                .AddConfiguration(Load(file).GetSection("Swarm"))
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(options.Where(o => o.Value is not null).Reverse().DistinctBy(o => o.Key, StringComparer.OrdinalIgnoreCase)) // given twice: the last counts
                .Build(),
            failures);
    }

    public static HostSettings Read(IConfiguration configuration) => Read(configuration, []);

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
