using System.Text.Json;

namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>What the journal's file says of each key, and the file's upkeep. Results stay on disk; memory holds where.</summary>
internal sealed class EffectLedger : IDisposable
{
    /// <summary>A file is rewritten when it has twice what counts, and this much besides.</summary>
    private const long Slack = 1024 * 1024;

    private readonly Dictionary<EffectKey, Entry> entries = [];
    private readonly EffectFile file;
    private readonly EffectJournalOptions options;
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private long live;
    private int results;

    public EffectLedger(EffectJournalOptions options, TimeProvider time)
    {
        options.Check();
        (this.options, this.time) = (options, time);
        var path = Path.GetFullPath(options.File);
        PrivateFiles.Folder(Path.GetDirectoryName(path)!);
        file = new EffectFile(path);
        try
        {
            file.Load(Apply);
            Tidy();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public int Count
    {
        get
        {
            lock (gate)
                return entries.Count;
        }
    }

    public EffectRecord? Find(EffectKey key)
    {
        lock (gate)
            return entries.TryGetValue(key, out var known) ? EffectRecord.Read(file.Read(known.Offset, known.Length)) : null;
    }

    /// <summary>Returns when it is on disk.</summary>
    public void Write(string type, EffectRequest effect, JsonElement? result = null)
    {
        Write(new EffectRecord(type, effect.Key.Client, effect.Key.Key, effect.Operation, effect.Fingerprint, effect.Attempt, time.GetUtcNow(), result, effect.Run));
    }

    /// <summary>Of an intent: nobody waits any longer for what came of it.</summary>
    public void Leave(EffectKey key, bool isAnswered)
    {
        if (Find(key) is not { Type: EffectRecord.Intent } intent)
            return;
        Write(intent with { LeftAt = time.GetUtcNow(), Answered = isAnswered });
        lock (gate)
        {
            if (entries.TryGetValue(key, out var entry))
                entries[key] = entry with { Left = time.GetTimestamp() };
        }
    }

    /// <returns>How long ago it was left; null: by an earlier process, so that its clock is all there is.</returns>
    public TimeSpan? SinceLeft(EffectKey key)
    {
        lock (gate)
            return entries.TryGetValue(key, out var entry) && entry.Left is { } at ? time.GetElapsedTime(at) : null;
    }

    public void Dispose() => file.Dispose();

    private void Write(EffectRecord record)
    {
        var line = record.Line();
        lock (gate)
        {
            Apply(record, file.Append(line), line.Length);
            if (file.Length > (2 * live) + Slack || results > options.MaxResults + (options.MaxResults / 10) || live > options.MaxBytes)
                Tidy();
        }
    }

    private void Apply(EffectRecord record, long offset, int length)
    {
        var key = new EffectKey(record.Client, record.Key);
        if (entries.Remove(key, out var before))
            Weigh(before, -1);
        var entry = new Entry(record.Type != EffectRecord.Intent, record.At, offset, length);
        entries.Add(key, entry);
        Weigh(entry, 1);
    }

    private void Weigh(Entry entry, int sign)
    {
        live += sign * entry.Length;
        results += entry.IsSettled ? sign : 0;
    }

    /// <summary>Forgets what is too old or too much, and rewrites the file when that is worth it.</summary>
    private void Tidy()
    {
        var now = time.GetUtcNow();
        foreach (var (key, old) in entries.Where(e => now - e.Value.At > (e.Value.IsSettled ? options.Retention : options.DoubtRetention)).ToList())
            Forget(key, old);
        // A little more than needed goes, so that the next one does not make it happen again.
        if (results > options.MaxResults || live > options.MaxBytes)
        {
            foreach (var (key, old) in entries.Where(e => e.Value.IsSettled).OrderBy(e => e.Value.Offset).ToList())
            {
                if (results <= options.MaxResults - (options.MaxResults / 10) && live <= options.MaxBytes - (options.MaxBytes / 10))
                    break;
                Forget(key, old);
            }
        }

        if (file.Length <= live + (Slack / 2))
            return;
        var keep = entries.OrderBy(e => e.Value.Offset).ToList();
        var places = file.Rewrite([.. keep.Select(e => (e.Value.Offset, e.Value.Length))]);
        for (var i = 0; i < keep.Count; i++)
            entries[keep[i].Key] = keep[i].Value with { Offset = places[i] };
    }

    private void Forget(EffectKey key, Entry entry)
    {
        entries.Remove(key);
        Weigh(entry, -1);
    }

    /// <param name="IsSettled">Done, or certainly not.</param>
    /// <param name="Left">Monotonic, of an intent that this process has left; null: of no other.</param>
    private readonly record struct Entry(bool IsSettled, DateTimeOffset At, long Offset, int Length, long? Left = null);
}
