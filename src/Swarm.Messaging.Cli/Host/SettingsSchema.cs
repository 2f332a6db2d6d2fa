using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Control;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Objectives;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Routing;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Resources;
using Swarm.Messaging.Swarms.Work;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasm.Recovery;
using Swarm.Messaging.Wasmtime;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Cli.Host;

/// <summary>The names and values that settings may have. What nobody reads is refused: a typing error must not pass as a default.</summary>
internal static class SettingsSchema
{
    private static readonly Dictionary<string, Type> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Tasks"] = typeof(TaskOptions),
        ["Routing"] = typeof(RoutingOptions),
        ["Placement"] = typeof(PlacementOptions),
        ["Agents"] = typeof(AgentOptions),
        ["Execution"] = typeof(ExecutionOptions),
        ["Wasm"] = typeof(WasmOptions),
        ["Wasm:Pool"] = typeof(WasmPoolOptions),
        ["Wasm:Recovery"] = typeof(RecoveryOptions),
        ["Retry"] = typeof(RetryOptions),
        ["Coordinator"] = typeof(CoordinatorOptions),
        ["Distribution"] = typeof(DistributionOptions),
        ["Swarms"] = typeof(SwarmsOptions),
        ["Swarms:Leadership"] = typeof(LeadershipOptions),
        ["Swarms:Messages"] = typeof(MessagesOptions),
        ["Swarms:Resources"] = typeof(ResourceOptions),
        ["Swarms:Conflicts"] = typeof(ConflictOptions),
        ["Swarms:Work"] = typeof(WorkOptions),
        ["Control"] = typeof(ControlOptions),
        ["Workers"] = typeof(WorkersOptions),
        ["Workflows"] = typeof(WorkflowOptions),
        ["Objectives"] = typeof(ObjectiveOptions),
        ["Workflows:Runner"] = typeof(RunnerOptions),
        ["Memory"] = typeof(MemoryOptions),
        ["Redis"] = typeof(RedisStoreOptions),
        ["Http"] = typeof(HostHttp),
        ["Logging"] = typeof(HostLogging),
    };

    private static readonly PropertyInfo[] Scalars = Settable(typeof(HostBasics));

    /// <summary>Of two names for the same setting the one that stands outside the sections, by the one that is shown.</summary>
    public static IReadOnlyDictionary<string, string> Aliases { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Http:Listen"] = "Listen", ["Http:Token"] = "Token", ["Redis:Configuration"] = "Redis" };

    private static readonly string[] Texts = ["Listen", "Token"];

    // Read by others: the fetch script, and the verbs that talk to a host.
    private static readonly string[] Foreign = ["Cache", "Url", "Host", .. ServiceEnvironment.LikeSettings];

    /// <summary>The longest section that a setting's name begins with; null when there is none.</summary>
    public static string? SectionIn(string name) => Sections.Keys
        .Where(s => name.StartsWith(s, StringComparison.OrdinalIgnoreCase) && (name.Length == s.Length || name[s.Length] == ':'))
        .MaxBy(s => s.Length);

    /// <summary>Every setting as it is written: <c>Tasks:Retention</c>, <c>Broker</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Scalars.Select(p => p.Name), .. Sections.SelectMany(s => Settable(s.Value).Select(p => $"{s.Key}:{p.Name}"))];

    /// <summary>Whether a setting stands outside the sections.</summary>
    public static bool IsOutside(string name) => Scalars.Any(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Times get the one form that all binding reads, whichever of <see cref="TimeText"/> they were written in.</summary>
    /// <returns>Everything that is wrong.</returns>
    public static List<string> Check(IConfiguration settings)
    {
        var failures = new List<string>();
        string[] known = [.. Scalars.Select(p => p.Name), .. Texts, .. Sections.Keys.Where(s => !s.Contains(':'))];
        foreach (var entry in settings.GetChildren().Where(e => !Foreign.Contains(e.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (Sections.TryGetValue(entry.Key, out var type))
                CheckSection(entry, type, failures);
            else if (Scalars.FirstOrDefault(p => p.Name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase)) is { } scalar)
                CheckValue(entry, scalar.Name, scalar.PropertyType, failures);
            else if (!Texts.Contains(entry.Key, StringComparer.OrdinalIgnoreCase))
                failures.Add(UnknownSetting.Say(entry.Path, known, Names));
        }

        return failures;
    }

    private static void CheckSection(IConfigurationSection section, Type type, List<string> failures)
    {
        var before = failures.Count;
        var properties = Settable(type);
        foreach (var entry in section.GetChildren())
        {
            if (Sections.TryGetValue(entry.Path, out var nested))
                CheckSection(entry, nested, failures);
            else if (properties.FirstOrDefault(p => p.Name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase)) is { } property)
                CheckValue(entry, property.Name, property.PropertyType, failures);
            else
                failures.Add(UnknownSetting.Say(entry.Path, [.. properties.Select(p => $"{section.Path}:{p.Name}")], Names));
        }

        if (failures.Count > before || Activator.CreateInstance(type) is not { } options)
            return;
        section.Bind(options);
        var broken = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), broken, validateAllProperties: true);
        failures.AddRange(broken.Select(b => $"{section.Path}: {b.ErrorMessage}"));
    }

    private static void CheckValue(IConfigurationSection entry, string name, Type given, List<string> failures)
    {
        var type = Nullable.GetUnderlyingType(given) ?? given;
        if (entry.Value is not { } text)
        {
            CheckEntries(entry, type, failures);
            return;
        }

        if (type == typeof(string) || type == typeof(Uri))
            return;
        if (type == typeof(double) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return;
        if (type == typeof(TimeSpan))
            CheckTime(entry, text, TimeLimits.Of(name), failures);
        else if (HasEntries(type) && text.Length == 0)
            return;
        else if (HasEntries(type))
            failures.Add($"{entry.Path} is '{text}'; it has entries, each set by itself: {entry.Path}:{(type.IsGenericType && type.GenericTypeArguments.Length == 2 ? "NAME" : "0")}=VALUE.");
        else if (type.IsClass)
            failures.Add($"{entry.Path} is '{text}'; it has fields, each set by itself: {string.Join(", ", Settable(type).Select(p => $"{entry.Path}:{p.Name}"))}.");
        else if (!TypeDescriptor.GetConverter(type).IsValid(text))
            failures.Add($"{entry.Path} is '{text}'; it must be {Form(type)}.");
    }

    /// <summary>What stands below a setting that has entries, or fields.</summary>
    private static void CheckEntries(IConfigurationSection setting, Type type, List<string> failures)
    {
        if (HasEntries(type))
        {
            foreach (var entry in setting.GetChildren())
                CheckValue(entry, entry.Key, type.IsArray ? type.GetElementType()! : type.GenericTypeArguments[^1], failures);
        }
        else if (type.Assembly == typeof(TaskOptions).Assembly)
        {
            var fields = Settable(type);
            foreach (var entry in setting.GetChildren())
            {
                if (fields.FirstOrDefault(p => p.Name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase)) is { } field)
                    CheckValue(entry, field.Name, field.PropertyType, failures);
                else
                    failures.Add(UnknownSetting.Say(entry.Path, [.. fields.Select(p => $"{setting.Path}:{p.Name}")], []));
            }
        }
    }

    private static void CheckTime(IConfigurationSection entry, string text, TimeSpan most, List<string> failures)
    {
        if (text.Trim() is "0" || (text.Trim() is ['-', .. var less] && TimeText.Parse(less) is not null))
            failures.Add($"{entry.Path} is '{text}'; it must be longer than 0.");
        else if (TimeText.Parse(text) is not { } time)
            failures.Add($"{entry.Path} is '{text}'; it must be {TimeText.Forms}.");
        else if (time <= TimeSpan.Zero)
            failures.Add($"{entry.Path} is '{text}'; it must be longer than 0.");
        else if (time > most)
            failures.Add($"{entry.Path} is '{text}'; it must be at most {most}.");
        else
            entry.Value = time.ToString("c", CultureInfo.InvariantCulture);
    }

    private static string Form(Type type) =>
        type == typeof(bool) ? "true or false" : type == typeof(double) ? "a number such as 0.8"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}" : "a whole number";

    private static bool HasEntries(Type type) => type.IsGenericType || type.IsArray;

    private static PropertyInfo[] Settable(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true })];
}
