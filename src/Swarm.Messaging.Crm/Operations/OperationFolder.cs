using System.Text.Json;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Crm.Operations;

/// <summary>A folder of descriptions, one file each; a file with another name than its operation is a mistake. An operator adds an operation by adding a file.</summary>
internal static partial class OperationFolder
{
    private const int MaxSettleMs = 300_000;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="special">The name of the file that is no operation, and what reads it.</param>
    /// <exception cref="OperationException">With everything that is wrong in all files.</exception>
    public static IReadOnlyDictionary<string, T> Read<T>(string folder, string special, Action<FileFields> readSpecial, Func<FileFields, T> read)
        where T : Operation
    {
        if (!Directory.Exists(folder))
            throw new OperationException([$"There is no folder {Path.GetFullPath(folder)} with operations."]);
        var problems = new List<string>();
        var operations = new Dictionary<string, T>(StringComparer.Ordinal);
        var hasSpecial = false;
        foreach (var file in Files(folder).Where(f => !f.EndsWith(".schema.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var (path, name) = (Path.GetRelativePath(Directory.GetCurrentDirectory(), file), Path.GetFileNameWithoutExtension(file));
            if (Parse(file, path, problems) is not { } json)
                continue;
            var fields = new FileFields(json, $"{path}, {name}", problems);
            if (name == special)
            {
                hasSpecial = true;
                readSpecial(fields);
            }
            else
            {
                var operation = read(fields);
                if (operation.Name != name)
                    fields.Problem("operation", null, $"it is '{operation.Name}' and the file is '{name}.json'; they must be the same");
                operations[name] = operation;
            }

            fields.NothingElse();
        }

        if (!hasSpecial)
            problems.Add($"{folder}: {special}.json is missing.");
        if (operations.Count == 0)
            problems.Add($"{folder}: there is no operation.");
        return problems.Count == 0 ? operations : throw new OperationException(problems);
    }

    /// <summary>What all operations have.</summary>
    public static T Common<T>(FileFields fields, T operation)
        where T : Operation
    {
        var name = fields.Text("operation", required: true) ?? "";
        if (name.Length > 0 && !Name().IsMatch(name))
            fields.Problem("operation", null, $"'{name}' must be 1 to 64 of a-z 0-9 _ . -");
        return operation with
        {
            Name = name,
            Repeatable = fields.Flag("repeatable"),
            Required = [.. fields.List("required").Select((r, i) => Text(fields, r, $"required[{i}]"))],
            Settle = TimeSpan.FromMilliseconds(fields.Number("settleMs", 0, MaxSettleMs) ?? Client.Agents.Effects.EffectRequest.DefaultSettle.TotalMilliseconds),
        };
    }

    /// <summary>Every place of a template must begin with a known word.</summary>
    public static void CheckPaths(FileFields fields, IEnumerable<string> paths, params string[] known)
    {
        foreach (var path in paths.Distinct().Where(p => !known.Contains(p.Split('.', '/')[0])))
            fields.Problem("", null, $"{{{{{path}}}}} is not known here; places begin with {string.Join(", ", known)}");
    }

    private static string Text(FileFields fields, JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            return text;
        fields.Problem(name, value, "it must be the name of a field of the input");
        return "";
    }

    private static string[] Files(string folder)
    {
        try
        {
            return Directory.GetFiles(folder, "*.json");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperationException([$"The folder {Path.GetFullPath(folder)} with operations cannot be read: {e.Message}"]);
        }
    }

    private static JsonElement? Parse(string file, string path, List<string> problems)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            problems.Add($"{path}: it is no JSON: {e.Message}");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path}: it cannot be read: {e.Message}");
            return null;
        }
    }

    [GeneratedRegex("^[a-z0-9_.-]{1,64}$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
