namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// What a text of SQL says outside its literals, names in quotes and comments: the words, with which of them each statement begins, and the parameters that it names. It knows
/// no grammar; where PostgreSQL has operators that look like a parameter's mark, only what can be nothing else counts. Pure.
/// </summary>
internal sealed class SqlText
{
    /// <summary>Enough for <c>commit transaction and no chain</c>.</summary>
    private const int HeadLength = 5;

    private readonly string sql;
    private readonly bool isSqlite;
    private int at;
    private int brackets;
    private bool isBeginning = true;
    private bool isAfterMark;
    private bool endsBody;
    private bool isAtomic;
    private string last = "";

    private SqlText(string sql, bool isSqlite) => (this.sql, this.isSqlite) = (sql, isSqlite);

    /// <summary>The first words of each statement, in lower case, in order. What stands in the body of a SQLite trigger, or of a PostgreSQL function that is <c>begin atomic</c>, is part of the statement that makes it.</summary>
    public List<List<string>> Heads { get; } = [];

    /// <summary>Where each of them stands in the text, its semicolon left out; as many as <see cref="Heads"/>.</summary>
    public List<SqlSpan> Spans { get; } = [];

    public HashSet<string> Words { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Without their marks, in order.</summary>
    public List<string> Parameters { get; } = [];

    /// <summary>SQLite's ? and ?1, PostgreSQL's $1: no name can be given a value for them.</summary>
    public bool HasUnnamed { get; private set; }

    public static SqlText Of(string sql, bool isSqlite)
    {
        var text = new SqlText(sql, isSqlite);
        while (text.at < sql.Length)
            text.Next();
        return text;
    }

    /// <summary>The statement that is read has statements in it, each with its semicolon, until one that is <c>end</c>.</summary>
    private bool HasBody => isAtomic || isSqlite && Heads[^1] is ["create", "trigger", ..] or ["create", "temp" or "temporary", "trigger", ..];

    private char Ahead => at + 1 < sql.Length ? sql[at + 1] : '\0';

    private void Next()
    {
        var c = sql[at];
        if (c == ';')
        {
            var isEnd = !isBeginning && (endsBody || !HasBody);
            if (isEnd)
                Spans[^1] = Spans[^1] with { To = at };
            (isBeginning, isAfterMark, at) = (isBeginning || isEnd, true, at + 1);
        }
        else if (char.IsWhiteSpace(c))
        {
            at++;
        }
        else if (c == '-' && Ahead == '-')
        {
            Skip("\n");
        }
        else if (c == '/' && Ahead == '*')
        {
            SkipComment();
        }
        else
        {
            if (isBeginning)
            {
                Heads.Add([]);
                Spans.Add(new(at, sql.Length, IsAtomic: false));
                (isAtomic, last) = (false, "");
            }

            (isBeginning, endsBody) = (false, false);
            Token(c);
            isAfterMark = false;
        }
    }

    private void Token(char c)
    {
        if (c is '\'' or '"' || isSqlite && c == '`')
            SkipQuoted(c, escapes: false);
        else if (isSqlite && c == '[')
            Skip("]");
        else if (!isSqlite && c == '$')
            SkipDollars();
        else if (char.IsLetter(c) || c == '_')
            Word();
        else if (char.IsDigit(c))
            Run(static d => char.IsLetterOrDigit(d) || d is '_' or '.');
        else if (c is '@' or ':' or '$')
            Mark(c);
        else
            Sign(c);
    }

    private void Sign(char c)
    {
        HasUnnamed |= isSqlite && c == '?';
        brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
        at++;
    }

    private void Word()
    {
        var word = Run(static c => char.IsLetterOrDigit(c) || c is '_' or '$');
        Words.Add(word);
        if (Heads[^1].Count < HeadLength)
            Heads[^1].Add(word.ToLowerInvariant());
        isAtomic |= !isSqlite && Heads[^1][0] == "create" && Is(word, "atomic") && Is(last, "begin");
        Spans[^1] = Spans[^1] with { IsAtomic = isAtomic };
        last = word;
        endsBody = isAfterMark && Is(word, "end");
        if (!isSqlite && word is "e" or "E" && at < sql.Length && sql[at] == '\'')
            SkipQuoted('\'', escapes: true);
    }

    private static bool Is(string word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private void Mark(char c)
    {
        var before = at == 0 ? ' ' : sql[at - 1];
        if (Ahead == c)
        {
            at += 2; // ::type, and @@ of texts
            return;
        }

        at++;
        var name = Run(d => char.IsLetterOrDigit(d) || d == '_' || !isSqlite && d == '.').TrimEnd('.');
        // a[1:n] is a slice, a <@b an operator.
        var isSure = isSqlite || (char.IsWhiteSpace(before) || before is '(' or ',' or '=' or '[') && (c == '@' || brackets == 0);
        if (name.Length > 0 && isSure)
            Parameters.Add(name);
    }

    private string Run(Func<char, bool> belongs)
    {
        var from = at;
        while (at < sql.Length && belongs(sql[at]))
            at++;
        return sql[from..at];
    }

    /// <summary>A quote that is doubled ends one text and begins the next.</summary>
    private void SkipQuoted(char quote, bool escapes)
    {
        for (at++; at < sql.Length && sql[at] != quote; at++)
        {
            if (escapes && sql[at] == '\\')
                at++;
        }

        at = Math.Min(at + 1, sql.Length);
    }

    private void SkipComment()
    {
        var depth = 0;
        do
        {
            var (opens, closes) = (sql[at] == '/' && Ahead == '*', sql[at] == '*' && Ahead == '/');
            // PostgreSQL's have others in them.
            depth = opens ? isSqlite ? 1 : depth + 1 : closes ? depth - 1 : depth;
            at += opens || closes ? 2 : 1;
        }
        while (depth > 0 && at < sql.Length);
    }

    /// <summary>$$ text $$, $tag$ text $tag$; anything else is a place ($1).</summary>
    private void SkipDollars()
    {
        var from = at++;
        Run(static c => char.IsLetterOrDigit(c) || c == '_');
        if (at < sql.Length && sql[at] == '$' && !char.IsDigit(sql[from + 1]))
            Skip(sql[from..++at]);
        else
            HasUnnamed |= at > from + 1 && char.IsDigit(sql[from + 1]) && Heads[^1] is not [("create" or "prepare" or "alter"), ..]; // Those have places of their own.
    }

    private void Skip(string end)
    {
        var found = sql.IndexOf(end, at, StringComparison.Ordinal);
        at = found < 0 ? sql.Length : found + end.Length;
    }
}

/// <param name="From">The first sign of one statement of a text.</param>
/// <param name="To">The sign behind its last one.</param>
/// <param name="IsAtomic">The body of a PostgreSQL function that it makes has statements with semicolons of their own.</param>
internal readonly record struct SqlSpan(int From, int To, bool IsAtomic);
