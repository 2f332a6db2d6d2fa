using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime;
using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Cli.Http;

/// <summary>WebAssembly modules of this host: listing, adding one's own, removing it. A module is the body as it is, not JSON.</summary>
internal static class ModuleRoutes
{
    private const string Adding = "AddModule";
    private const int MostMs = 3_600_000;

    public static void MapModules(this RouteGroupBuilder api)
    {
        api.MapGet("/modules", (ModuleCatalog catalog) => Answers.Of(new ModuleList(
            [.. catalog.List().Select(ModuleView.Of)], [.. catalog.Problems().Select(one => new ModuleProblem(one.Name, one.Problem))])));
        api.MapPut("/modules/{name}", AddAsync);
        api.MapDelete("/modules/{name}", Remove);
    }

    private static async Task<IResult> AddAsync(string name, HttpContext http, ModuleCatalog catalog, ModuleInstaller installer, OperatorLog operators)
    {
        var query = new QueryFields(http.Request.Query, "pairs", "memoryMb", "timeoutMs");
        var (memory, timeout) = (query.Whole("memoryMb", 0, 1, WasmOptions.LargestMemoryLimitMb), query.Whole("timeoutMs", 0, 1, MostMs));
        var pairs = (query.Text("pairs") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (query.Found.Count > 0)
            return Answers.Broken(Adding, query.Found);
        var bytes = await RequestBody.ReadAsync(http.Request, http.RequestAborted, ModuleInstaller.MostBytes);
        if (bytes.Length > ModuleInstaller.MostBytes)
            return Answers.Rejected(Adding, "too_large", $"A module has at most {ModuleInstaller.MostBytes >> 20} MiB.");

        var found = new List<Violation>();
        var addition = new ModuleAddition(
            name, pairs, memory == 0 ? null : memory, timeout == 0 ? null : TimeSpan.FromMilliseconds(timeout), bytes.ToArray());
        var before = catalog.Find(name)?.Hash;
        // Compiling takes its time and every core: not on a thread that serves requests.
        if (await Task.Run(() => installer.Add(addition, found), http.RequestAborted) is not { } manifest)
            return Answers.Broken(Adding, found);
        operators.Acted(http, "add", $"module {name}", before ?? "absent", manifest.Hash);
        return Answers.Of(ModuleView.Of(manifest) with { Replaces = before, Warnings = Rivals(manifest, catalog) });
    }

    /// <summary>Of two modules for one pair one is used, and whoever adds the other must know it.</summary>
    private static List<string>? Rivals(ModuleManifest added, ModuleCatalog catalog)
    {
        var warnings = new List<string>();
        foreach (var pair in added.Pairs)
        {
            string[] others = [.. catalog.List().Where(m => m.Name != added.Name && m.Declares(pair.FileType, pair.Operation)).Select(m => m.Name)];
            if (others.Length > 0 && catalog.Find(pair.FileType, pair.Operation) is { } used)
                warnings.Add(
                    $"{pair} is declared by {string.Join(", ", others)} as well: {used.Name} is used"
                    + (used.Name == added.Name ? "." : $", and {added.Name} for the tasks that name it by \"module\"."));
        }

        return warnings.Count == 0 ? null : warnings;
    }

    private static IResult Remove(string name, HttpContext http, ModuleCatalog catalog, ModuleInstaller installer, OperatorLog operators)
    {
        if (catalog.Find(name) is { IsShipped: true })
            return Answers.Rejected("RemoveModule", "wrong_state", $"'{name}' is a shipped module; only modules of your own can be removed.");
        if (installer.Remove(name) is not { } removed)
            return Answers.Rejected("RemoveModule", "not_found", $"There is no module of your own of the name '{name}'.");
        operators.Acted(http, "remove", $"module {name}", removed.Hash, "absent");
        return Answers.Of(new ModuleRemoved(ModuleView.Of(removed)));
    }
}
